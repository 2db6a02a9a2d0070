using Xunit;

namespace Heapline.Views.Tests;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(10_234, "9.99 KiB")]
    [InlineData(10_235, "10.0 KiB")]
    [InlineData(1_047_552, "1023 KiB")]
    [InlineData(1_048_570, "1.00 MiB")]
    [InlineData(50_000_057, "47.7 MiB")]
    [InlineData(long.MaxValue, "8.00 EiB")]
    public void Bytes_have_three_digits_that_count(long bytes, string shown)
    {
        Assert.Equal(shown, Quantity.Bytes(bytes));
        Assert.True(shown.Length <= Quantity.BytesWidth);
    }

    [Theory]
    [InlineData(9_999, "9,999")]
    [InlineData(10_000, "10.0 k")]
    [InlineData(999_499, "999 k")]
    [InlineData(999_999, "1.00 M")]
    [InlineData(1_234_567_890, "1.23 G")]
    public void Counts_are_whole_up_to_ten_thousand(long count, string shown)
    {
        Assert.Equal(shown, Quantity.Count(count));
        Assert.True(shown.Length <= Quantity.CountWidth);
    }

    [Theory]
    [InlineData(0, 10, "")]
    [InlineData(5, 0, "")]
    [InlineData(1, 1000, "<1 %")]
    [InlineData(1, 3, "33 %")]
    [InlineData(7, 7, "100 %")]
    public void Shares_are_whole_percent(long part, long whole, string shown) => Assert.Equal(shown, Quantity.Share(part, whole));

    [Theory]
    [InlineData(1_200_000, "1.20 ms")]
    [InlineData(999_600_000, "1.00 s")]
    [InlineData(75_300_000_000, "75.3 s")]
    [InlineData(119_600_000_000, "1 min 59 s")]
    [InlineData(3_725_000_000_000, "1 h 02 min")]
    public void Durations_take_the_unit_that_fits(long nanoseconds, string shown) => Assert.Equal(shown, Quantity.Duration(nanoseconds));

    [Theory]
    [InlineData("abcdef", 4, "abc…", "…def")]
    [InlineData("日本語", 4, "日…", "…語")]
    [InlineData("short", 9, "short", "short")]
    [InlineData("x", 0, "", "")]
    public void Text_is_cut_to_columns_and_not_to_letters(string text, int width, string start, string end)
    {
        Assert.Equal(start, CellText.Cut(text, width));
        Assert.Equal(end, CellText.CutStart(text, width));
    }
}
