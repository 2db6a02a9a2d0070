using System.Text;
using Heapline.Agent.Recording;
using Xunit;

namespace Heapline.Agent.Tests;

public sealed unsafe class PathTextTests
{
    [Theory]
    [InlineData(0u, "a/0")]
    [InlineData(9u, "a/9")]
    [InlineData(4294967295u, "a/4294967295")]
    public void Numbers_are_written_in_decimal(uint number, string expected)
    {
        var buffer = stackalloc byte[64];
        var text = new PathText(buffer, 64);
        text.Append((byte)'a');
        text.Append((byte)'/');
        text.Append(number);
        Assert.True(text.End());
        Assert.Equal(expected, Encoding.UTF8.GetString(buffer, expected.Length));
        Assert.Equal(0, buffer[expected.Length]);
    }

    [Fact]
    public void A_path_that_does_not_fit_is_refused_and_nothing_is_written_beyond()
    {
        var buffer = stackalloc byte[8];
        buffer[4] = 77;
        var text = new PathText(buffer, 4);
        for (var i = 0; i < 6; i++) text.Append((byte)'x');
        Assert.False(text.End());
        Assert.Equal(77, buffer[4]);
    }
}
