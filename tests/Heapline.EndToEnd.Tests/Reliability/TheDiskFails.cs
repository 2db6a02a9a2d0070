using Heapline.Torture;
using Heapline.Torture.Scenarios;
using Xunit;

namespace Heapline.EndToEnd.Tests.Reliability;

/// <summary>When the capture cannot be written on, the program does not notice and mprof says so. The long form: ./dev torture --only disk-fails.</summary>
public sealed class TheDiskFails
{
    [Theory]
    [InlineData("full")]
    [InlineData("limit")]
    [InlineData("quota")]
    [InlineData("delete")]
    [InlineData("truncate")]
    public void The_program_runs_to_its_end_and_what_was_written_opens(string way)
    {
        using var round = new Round(way.Length);
        Finding.None(DiskFails.Run(round, Workshop.Newest, way, steps: 100_000, at: 50_000));
    }

    [Fact]
    public void A_read_only_file_system_is_told_before_the_program_starts()
    {
        using var round = new Round(1);
        const string script = "mkdir \"$1/disk\" && mount -t tmpfs -o ro none \"$1/disk\" && exec \"$2\" run -o \"$1/disk/it.mprofile\" \"$3\" -c 'print(1)'";
        using var mprof = round.Start("unshare", "-rm", "sh", "-c", script, "sh", round.Folder, Workshop.Mprof, Workshop.Newest);
        var ended = mprof.Wait()!;
        Assert.Equal((2, ""), (ended.ExitCode, ended.Output));
        Assert.Contains("Read-only file system", Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
