namespace Heapline.Agent.Lines;

/// <summary>
/// Bytes as MiB in fixed point, to the digit as Python writes the same number: exact, and rounded half to even where the value lies in the middle. Only what rounds
/// to nothing has no sign: a page given back is no "-0.0 MiB" to anybody.
/// </summary>
internal static unsafe class Mebibytes
{
    /// <summary>Most decimals: 2^-20 has 20, all further ones are zeros.</summary>
    public const int MaxPrecision = 60;
    /// <summary>Room for a number: sign, 14 digits, point, decimals.</summary>
    public const int MaxLength = 80;

    private const int Shift = 20;
    private const ulong Unit = 1UL << Shift;

    /// <summary>Writes the number; its length. <paramref name="precision"/> lies in 0–<see cref="MaxPrecision"/>.</summary>
    public static int Write(byte* to, long bytes, int precision)
    {
        var magnitude = bytes < 0 ? (ulong)-bytes : (ulong)bytes;
        var whole = magnitude >> Shift;
        var rest = magnitude & Unit - 1;
        var decimals = stackalloc byte[MaxPrecision];
        for (var i = 0; i < precision; i++)
        {
            rest *= 10;
            decimals[i] = (byte)(rest >> Shift);
            rest &= Unit - 1;
        }
        var last = precision > 0 ? decimals[precision - 1] : (byte)(whole & 1);
        if (rest > Unit / 2 || rest == Unit / 2 && (last & 1) != 0)
        {
            var at = precision - 1;
            while (at >= 0 && decimals[at] == 9) decimals[at--] = 0;
            if (at >= 0) decimals[at]++;
            else whole++;
        }
        var length = 0;
        if (bytes < 0 && !IsZero(whole, decimals, precision)) to[length++] = (byte)'-';
        length += WriteWhole(to + length, whole);
        if (precision > 0) to[length++] = (byte)'.';
        for (var i = 0; i < precision; i++) to[length++] = (byte)('0' + decimals[i]);
        return length;
    }

    private static bool IsZero(ulong whole, byte* decimals, int precision)
    {
        if (whole != 0) return false;
        for (var i = 0; i < precision; i++)
        {
            if (decimals[i] != 0) return false;
        }
        return true;
    }

    /// <summary>Writes a whole number; its length.</summary>
    public static int WriteWhole(byte* to, ulong number)
    {
        var length = 1;
        for (var rest = number; rest >= 10; rest /= 10) length++;
        for (var i = length - 1; i >= 0; i--, number /= 10) to[i] = (byte)('0' + number % 10);
        return length;
    }
}
