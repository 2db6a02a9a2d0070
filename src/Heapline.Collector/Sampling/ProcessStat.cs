namespace Heapline.Collector.Sampling;

/// <summary>
/// The fields of a text of /proc/PID/stat by their numbers in proc(5). The second, the program's name in parentheses, may hold anything, spaces and parentheses too; so they are counted from the last
/// parenthesis on. No allocation.
/// </summary>
/// <param name="text">What was read; empty for a process that has ended.</param>
public readonly ref struct ProcessStat(ReadOnlySpan<byte> text)
{
    private const int FirstAfterName = 3;

    private readonly ReadOnlySpan<byte> _afterName = text.LastIndexOf((byte)')') is >= 0 and var end && end + 2 <= text.Length ? text[(end + 2)..] : [];

    /// <summary>A field from the third on; empty where there is none.</summary>
    public ReadOnlySpan<byte> Field(int number)
    {
        var rest = _afterName;
        for (var at = FirstAfterName; at < number; at++)
        {
            var end = rest.IndexOf((byte)' ');
            if (end < 0)
                return [];
            rest = rest[(end + 1)..];
        }
        var length = rest.IndexOfAny((byte)' ', (byte)'\n');
        return length < 0 ? rest : rest[..length];
    }
}
