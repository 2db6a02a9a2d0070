using Heapline.Collector.LineTables;

namespace Heapline.LineTables.Tests;

/// <summary>The formats byte by byte, as CPython's own notes describe them.</summary>
public sealed class LineTableFormatTests
{
    private const uint Python38 = 0x030812F0;
    private const uint Python39 = 0x030912F0;
    private const uint Python310 = 0x030A0DF0;
    private const uint Python311 = 0x030B07F0;
    private const uint Python313 = 0x030D00F0;

    // Objects/lnotab_notes.txt: bytecode offsets 0, 6, 50, 350, 361 are lines 1, 2, 7, 207, 208.
    private static readonly byte[] NotesLnotab = [0, 1, 6, 1, 44, 5, 255, 0, 45, 127, 0, 73, 11, 1];

    // The same ranges as PEP 626 writes them; the last one is 4 bytes long.
    private static readonly byte[] NotesLineDeltas = [6, 1, 44, 1, 254, 5, 46, 0, 0, 127, 11, 73, 4, 1];

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(49, 2)]
    [InlineData(50, 7)]
    [InlineData(349, 7)]
    [InlineData(350, 207)]
    [InlineData(361, 208)]
    public void Example_of_CPythons_notes_reads_the_same_in_both_pair_formats(int offset, int line)
    {
        Assert.Equal(line, LineTable.LineOf(Python38, NotesLnotab, 0, offset));
        Assert.Equal(line, LineTable.LineOf(Python39, NotesLnotab, 0, offset));
        Assert.Equal(line, LineTable.LineOf(Python310, NotesLineDeltas, 0, offset));
    }

    [Theory]
    [InlineData(Python38)]
    [InlineData(Python310)]
    [InlineData(Python311)]
    public void Before_the_first_instruction_stands_the_first_line(uint version)
    {
        Assert.Equal(7, LineTable.LineOf(version, [4, 3, 4, 3], 7, -1));
        Assert.Equal(7, LineTable.LineOf(version, [4, 3, 4, 3], 7, -2));
        Assert.Equal(7, LineTable.Decode(version, [4, 3, 4, 3], 7).LineOf(-1));
    }

    [Fact]
    public void Lnotab_without_pairs_is_all_on_the_first_line()
    {
        Assert.Equal(7, LineTable.LineOf(Python38, [], 7, 0));
        Assert.Equal(7, LineTable.LineOf(Python38, [], 7, 10_000));
    }

    [Fact]
    public void Lnotab_goes_back_up_with_a_negative_delta() =>
        Assert.Equal(8, LineTable.LineOf(Python38, [4, 3, 6, 0xFE], 7, 10));

    [Fact]
    public void Odd_byte_at_the_end_of_a_pair_format_is_ignored()
    {
        Assert.Equal(10, LineTable.LineOf(Python38, [4, 3, 6], 7, 10));
        Assert.Equal(10, LineTable.LineOf(Python310, [4, 3, 6], 7, 2));
        Assert.Equal(0, LineTable.LineOf(Python310, [4, 3, 6], 7, 4));
    }

    [Fact]
    public void Delta_of_minus_128_means_no_line_in_3_10_and_moves_nothing()
    {
        byte[] table = [2, 1, 4, 0x80, 2, 1];
        Assert.Equal(8, LineTable.LineOf(Python310, table, 7, 0));
        Assert.Equal(0, LineTable.LineOf(Python310, table, 7, 2));
        Assert.Equal(9, LineTable.LineOf(Python310, table, 7, 6));
    }

    [Theory]
    [InlineData(Python311)]
    [InlineData(Python313)]
    public void Every_kind_of_location_moves_the_line_by_its_delta(uint version)
    {
        byte[] table =
        [
            0x80 | (10 << 3) | 1, 4, 9,                 // 0–3: line 10, columns
            0x80 | (11 << 3) | 0, 4, 9,                 // 4–5: line 11
            0x80 | (12 << 3) | 7, 4, 9,                 // 6–21: line 13
            0x80 | (3 << 3) | 0, 0x21,                  // 22–23: line 13, short form
            0x80 | (15 << 3) | 0,                       // 24–25: no line
            0x80 | (13 << 3) | 0, 0x03,                 // 26–27: line 12, -1 as a varint
            0x80 | (14 << 3) | 0, 0x48, 0x06, 0, 5, 9,  // 28–29: line 208, +196 in two bytes
        ];
        int[] expected = [10, 10, 11, 13, 13, 13, 13, 13, 13, 13, 13, 13, 0, 12, 208];
        for (int unit = 0; unit < expected.Length; unit++)
        {
            Assert.Equal(expected[unit], LineTable.LineOf(version, table, 10, 2 * unit));
        }

        Assert.Equal(0, LineTable.LineOf(version, table, 10, 30));
    }

    [Fact]
    public void Line_zero_of_a_modules_first_instruction_is_no_line()
    {
        // RESUME of a module stands before line 1: kind 14, delta -1.
        byte[] table = [0x80 | (14 << 3), 0x03, 1, 0, 0, 0x80 | (13 << 3), 0x02];
        Assert.Equal(0, LineTable.LineOf(Python311, table, 1, 0));
        Assert.Equal(1, LineTable.LineOf(Python311, table, 1, 2));
    }

    [Fact]
    public void Varint_cut_off_at_the_end_of_the_table_counts_as_far_as_it_goes() =>
        Assert.Equal(5, LineTable.LineOf(Python311, [0x80 | (13 << 3), 0x48], 1, 0));
}
