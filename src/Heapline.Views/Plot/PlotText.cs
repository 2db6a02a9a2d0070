using System.Globalization;
using System.Text;

namespace Heapline.Views.Plot;

/// <summary>Figures and foreign text as a plot shows them.</summary>
internal static class PlotText
{
    /// <summary>Bytes in MiB with about three digits: <c>57.2 MiB</c>.</summary>
    public static string Mebibytes(long bytes) => $"{ThreeDigits(bytes / (double)(1 << 20))} MiB";

    /// <summary>An instant in the unit of the axis, with about three digits: <c>1.23 s</c>.</summary>
    public static string Time(double seconds, TimeUnit unit) => $"{ThreeDigits(seconds / unit.Seconds)} {unit.Symbol}";

    /// <summary>A length of time as mprof writes it: <c>0.123s</c>.</summary>
    public static string Duration(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture) + "s";

    /// <summary>What is said of calls that found no place: <c>and 1,499 more calls</c>.</summary>
    public static string MoreCalls(int calls) =>
        calls == 1 ? "and 1 more call" : string.Create(CultureInfo.InvariantCulture, $"and {calls:N0} more calls");

    /// <summary>The text without what would steer a terminal or break a document: control, surrogate and direction-changing characters become <c>\u001B</c>.</summary>
    public static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var steers = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse;
            _ = steers ? printable.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}") : printable.Append(rune);
        }

        return printable.ToString();
    }

    private static string ThreeDigits(double value) => value.ToString(
        Math.Abs(value) switch { < 1 => "0.000", < 10 => "0.00", < 1000 => "0.0", _ => "N0" }, CultureInfo.InvariantCulture);
}
