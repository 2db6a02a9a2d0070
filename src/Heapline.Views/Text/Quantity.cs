using System.Globalization;

namespace Heapline.Views;

/// <summary>Figures as people read them: three digits that count, and a unit. MiB = 2^20 bytes.</summary>
public static class Quantity
{
    /// <summary>Columns that the widest <see cref="Bytes"/> takes (<c>1023 KiB</c>).</summary>
    public const int BytesWidth = 8;

    /// <summary>Columns that the widest <see cref="Count"/> takes (<c>12.3 k</c>, <c>1.23 M</c>).</summary>
    public const int CountWidth = 6;

    private static readonly string[] s_binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    private static readonly string[] s_decimalUnits = ["", "k", "M", "G", "T", "P", "E"];

    /// <summary>Bytes, for example <c>12.3 MiB</c>.</summary>
    public static string Bytes(long bytes) => Scaled(bytes, 1024, s_binaryUnits);

    /// <summary>A number of things, for example <c>9,999</c> or <c>12.3 k</c>.</summary>
    public static string Count(long count) => Math.Abs(count) < 10_000 ? Exactly(count) : Scaled(count, 1000, s_decimalUnits);

    /// <summary>A number of things to the last digit, for example <c>1,234,567</c>.</summary>
    public static string Exactly(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A part of a whole, for example <c>42 %</c>; <c>&lt;1 %</c> for little, empty when there is nothing or no whole.</summary>
    public static string Share(long part, long whole)
    {
        if (whole <= 0 || part <= 0)
            return "";
        double percent = 100.0 * part / whole;
        return percent < 1 ? "<1 %" : string.Create(CultureInfo.InvariantCulture, $"{percent:F0} %");
    }

    /// <summary>A standard error in percent of what it is the error of, for example <c>4 %</c>; empty for what is exact.</summary>
    public static string Error(double standardError, long figure)
    {
        if (standardError <= 0 || figure <= 0)
            return "";
        double percent = 100 * standardError / figure;
        return percent switch { < 0.995 => "<1 %", > 999 => ">999", _ => string.Create(CultureInfo.InvariantCulture, $"{percent:F0} %") };
    }

    /// <summary>A length of time, for example <c>1.23 s</c>, <c>45.6 ms</c> or <c>1 h 02 min</c>.</summary>
    public static string Duration(long nanoseconds)
    {
        double seconds = nanoseconds / 1e9;
        return seconds switch
        {
            < 0.9995 => string.Create(CultureInfo.InvariantCulture, $"{Digits(seconds * 1000)} ms"),
            < 119.5 => string.Create(CultureInfo.InvariantCulture, $"{Digits(seconds)} s"),
            < 3570 => string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 60)} min {(int)(seconds % 60):00} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 3600)} h {(int)(seconds % 3600 / 60):00} min"),
        };
    }

    private static string Scaled(long amount, double step, string[] units)
    {
        double value = amount;
        int unit = 0;
        // 1023.7 KiB would be rounded to 1024: it is 1.00 MiB.
        while (Math.Abs(value) >= step - 0.5 && unit < units.Length - 1)
        {
            value /= step;
            unit++;
        }
        return $"{(unit == 0 ? value.ToString("F0", CultureInfo.InvariantCulture) : Digits(value))} {units[unit]}".TrimEnd();
    }

    private static string Digits(double value) => value.ToString(
        Math.Abs(value) switch { < 9.995 => "F2", < 99.95 => "F1", _ => "F0" }, CultureInfo.InvariantCulture);
}
