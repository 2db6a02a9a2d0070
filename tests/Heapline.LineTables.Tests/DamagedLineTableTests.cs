using FsCheck;
using FsCheck.Fluent;
using Heapline.Collector.LineTables;

namespace Heapline.LineTables.Tests;

/// <summary>Tables are read from a foreign process's memory, so any bytes at all may come.</summary>
public sealed class DamagedLineTableTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(400);

    public static TheoryData<uint> Formats => [0x030812F0, 0x030A0DF0, 0x030B07F0];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Any_bytes_give_a_line_or_none_and_the_same_when_decoded_at_once(uint version) =>
        Prop.ForAll<byte[], PositiveInt>((table, first) =>
        {
            LineIndex index = LineTable.Decode(version, table, first.Get);
            return Enumerable.Range(-2, 600).All(offset =>
            {
                int line = LineTable.LineOf(version, table, first.Get, offset);
                return line >= 0 && line == index.LineOf(offset);
            });
        }).Check(Many);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Ranges_follow_one_another_without_a_gap(uint version) =>
        Prop.ForAll<byte[]>(table =>
        {
            int end = 0;
            foreach (LineRange range in Ranges(version, table))
            {
                if (range.Start != end || range.End < end)
                {
                    return false;
                }

                end = range.End;
            }

            return true;
        }).Check(Many);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Cutting_a_table_changes_nothing_before_the_cut(uint version) =>
        Prop.ForAll<byte[], NonNegativeInt>((table, cut) =>
        {
            List<LineRange> whole = Ranges(version, table);
            List<LineRange> kept = Ranges(version, table[..Math.Min(cut.Get, table.Length)]);
            // The last range may have lost the bytes that say where it ends or how far its line is.
            return kept.SkipLast(1).SequenceEqual(whole.Take(Math.Max(0, kept.Count - 1)));
        }).Check(Many);

    private static List<LineRange> Ranges(uint version, byte[] table)
    {
        var ranges = new List<LineRange>();
        var reader = new LineTableReader(version, table, 1);
        while (reader.MoveNext())
        {
            ranges.Add(reader.Current);
        }

        return ranges;
    }
}
