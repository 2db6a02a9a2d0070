using Heapline.Cli.Verbs;
using Xunit;

namespace Heapline.Views.Tests;

public sealed class SizeOptionTests
{
    [Theory]
    [InlineData("100MiB", 104_857_600)]
    [InlineData("1 MiB", 1_048_576)]
    [InlineData("1.5GiB", 1_610_612_736)]
    [InlineData("2GB", 2_000_000_000)]
    [InlineData("512k", 524_288)]
    [InlineData("3m", 3_145_728)]
    [InlineData("4096", 4096)]
    [InlineData("7B", 7)]
    public void Sizes_are_read_with_and_without_units(string text, long bytes) => Assert.Equal(bytes, SizeOption.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-1MiB")]
    [InlineData("1e3")]
    [InlineData("ten")]
    [InlineData("99999999999999999999GiB")]
    public void Anything_else_is_refused(string text) => Assert.Null(SizeOption.Parse(text));
}
