using Heapline.Cli;
using Xunit;

namespace Heapline.Views.Tests;

public sealed class ProgressTests
{
    [Fact]
    public void Long_work_is_told_on_one_line_that_is_gone_at_its_end()
    {
        using var output = new Announcing();
        using (Progress.Of(output, "reading x.mprofile", () => 0.421, TimeSpan.Zero, TimeSpan.FromMilliseconds(1), isTerminal: true))
            Assert.True(output.Written.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

        var text = output.ToString();
        Assert.StartsWith("\r\u001b[Kmprof: reading x.mprofile, 42 %", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\u001b[K", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text);
    }

    [Fact]
    public void Where_nobody_watches_nothing_is_written()
    {
        using var output = new Announcing();
        using (Progress.Of(output, "reading x.mprofile", () => 0, TimeSpan.Zero, TimeSpan.FromMilliseconds(1), isTerminal: false))
        {
        }
        using (Progress.Of(output, "reading x.mprofile", () => 0, TimeSpan.FromHours(1), TimeSpan.FromHours(1), isTerminal: true))
        {
        }
        Assert.Equal("", output.ToString());
    }

    private sealed class Announcing : StringWriter
    {
        public ManualResetEventSlim Written { get; } = new();

        public override void Flush() => Written.Set();

        protected override void Dispose(bool disposing)
        {
            Written.Dispose();
            base.Dispose(disposing);
        }
    }
}
