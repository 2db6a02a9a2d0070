using System.Text;
using Heapline.Collector.Sampling;

namespace Heapline.Collector.Tests;

public sealed class ProcessStatTests
{
    [Theory]
    [InlineData("python3")]
    [InlineData("a name) S 7 8 (of any) kind")]
    [InlineData("")]
    public void Fields_are_numbered_as_the_manual_does_whatever_the_name(string name)
    {
        var stat = new ProcessStat(Encoding.UTF8.GetBytes($"42 ({name}) S 7 40 41\n"));

        Assert.Equal("S", Encoding.UTF8.GetString(stat.Field(3)));
        Assert.Equal("7", Encoding.UTF8.GetString(stat.Field(4)));
        Assert.Equal("41", Encoding.UTF8.GetString(stat.Field(6)));
        Assert.True(stat.Field(7).IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("42 (cut")]
    [InlineData("42 (cut)")]
    [InlineData("42 (cut) ")]
    public void A_text_that_is_cut_has_no_fields(string text) => Assert.True(new ProcessStat(Encoding.UTF8.GetBytes(text)).Field(3).IsEmpty);

    [Fact]
    public void The_kernel_tells_of_this_process()
    {
        var stat = new ProcessStat(File.ReadAllBytes("/proc/self/stat"));
        Assert.InRange(ProcFile.Number(stat.Field(20)), 1, 10_000); // num_threads
        Assert.NotEqual(0, ProcFile.Number(stat.Field(28))); // startstack
    }
}
