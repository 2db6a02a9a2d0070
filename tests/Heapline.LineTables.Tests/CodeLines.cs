using System.Globalization;

namespace Heapline.LineTables.Tests;

/// <summary>One code object as Corpus/line_oracle.py describes it. Lines are for the offsets 0, 2, 4, …; 0 is no line.</summary>
internal sealed record CodeLines(int FirstLine, byte[] Table, int BeforeFirstInstruction, int[] Lines, int[]? LinesFromRanges)
{
    public static CodeLines Parse(string row)
    {
        string[] halves = row.Split('|');
        string[] words = Words(halves[0]);
        return new CodeLines(
            int.Parse(words[0], CultureInfo.InvariantCulture),
            words[1] == "-" ? [] : Convert.FromHexString(words[1]),
            int.Parse(words[2], CultureInfo.InvariantCulture),
            Numbers(words.AsSpan(3)),
            halves.Length > 1 ? Numbers(Words(halves[1])) : null);
    }

    public override string ToString() => $"the code object of line {FirstLine} with the table {Convert.ToHexString(Table)}";

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static int[] Numbers(ReadOnlySpan<string> words)
    {
        int[] numbers = new int[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            // PyCode_Addr2Line says -1 where there is no line.
            numbers[i] = Math.Max(0, int.Parse(words[i], CultureInfo.InvariantCulture));
        }

        return numbers;
    }
}
