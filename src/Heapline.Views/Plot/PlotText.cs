using System.Globalization;
using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>Figures as a plot shows them.</summary>
internal static class PlotText
{
    /// <summary>Bytes in MiB with about three digits: <c>57.2 MiB</c>.</summary>
    public static string Mebibytes(long bytes) => $"{ThreeDigits(bytes / (double)(1 << 20))} MiB";

    /// <summary>An instant in the unit of the axis, with about three digits: <c>1.23 s</c>.</summary>
    public static string Time(double seconds, TimeUnit unit) => $"{ThreeDigits(seconds / unit.Seconds)} {unit.Symbol}";

    /// <summary>A length of time as mprof writes it: <c>0.123s</c>.</summary>
    public static string Duration(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture) + "s";

    /// <summary>The slope of a trend as the original writes it, to follow a curve's name: <c> slope 12.34567</c>, in MiB a second.</summary>
    public static string Slope(TrendLine? trend) => trend is null ? "" : " slope " + trend.MebibytesPerSecond.ToString("0.00000", CultureInfo.InvariantCulture);

    /// <summary>What is said of calls that found no place: <c>and 1,499 more calls</c>.</summary>
    public static string MoreCalls(int calls) =>
        calls == 1 ? "and 1 more call" : string.Create(CultureInfo.InvariantCulture, $"and {calls:N0} more calls");

    private static string ThreeDigits(double value) => value.ToString(
        Math.Abs(value) switch { < 1 => "0.000", < 10 => "0.00", < 1000 => "0.0", _ => "N0" }, CultureInfo.InvariantCulture);
}
