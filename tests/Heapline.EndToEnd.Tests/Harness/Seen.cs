using System.Globalization;
using System.Text.Json;

namespace Heapline.EndToEnd.Tests;

/// <summary>
/// Waits until mprof has got so far with what it records, however long the machine takes for that. A program that slept for a time instead would be seen on one machine and be over too soon on another.
/// </summary>
internal static class Seen
{
    /// <summary>Until what is written of a file is as wanted; its last line may be on its way, and is left out.</summary>
    public static Task InFileAsync(string file, Func<string[], bool> isThere, CancellationToken over) =>
        PollAsync(() => Task.FromResult(File.Exists(file) && isThere(File.ReadAllText(file).Split('\n')[..^1])), over);

    /// <summary>Until <c>mprof stats</c> says it of a capture that is still being written.</summary>
    public static Task InCaptureAsync(string capture, Func<JsonElement, bool> isThere, CancellationToken over) => PollAsync(
        async () =>
        {
            var answer = await Mprof.RunAsync(["stats", "--json", capture], Path.GetDirectoryName(capture)!);
            if (answer.ExitCode != 0)
                return false;
            using var stats = JsonDocument.Parse(answer.Output);
            return isThere(stats.RootElement);
        },
        over);

    /// <summary>Until so many processes of a name are followed: mprof keeps what it reads of their memory open, and has gone to sleep after it was opened.</summary>
    public static async Task ProcessesAsync(int mprof, string name, int count, CancellationToken over)
    {
        await PollAsync(() => Task.FromResult(Followed(mprof).Count(pid => NameOf(pid) == name) >= count), over);
        await RoundsAsync(mprof, 2, over);
    }

    /// <summary>Until mprof has followed something, and follows nothing any more.</summary>
    public static async Task TheEndOfRecordingAsync(int mprof, CancellationToken over)
    {
        await PollAsync(() => Task.FromResult(Followed(mprof).Any()), over);
        await PollAsync(() => Task.FromResult(!Followed(mprof).Any()), over);
    }

    /// <summary>Until mprof has slept so often, some 10 ms each time, and looked after what there is to do.</summary>
    public static Task RoundsAsync(int mprof, int count, CancellationToken over)
    {
        var before = Sleeps(mprof);
        return PollAsync(() => Task.FromResult(Sleeps(mprof) >= before + count), over);
    }

    /// <summary>Name of a process, as the kernel has it; empty when it has ended.</summary>
    public static string NameOf(int pid) => Read($"/proc/{pid}/comm").TrimEnd('\n');

    private static async Task PollAsync(Func<Task<bool>> isSeen, CancellationToken over)
    {
        while (!await isSeen())
            await Task.Delay(20, over);
    }

    private static IEnumerable<int> Followed(int mprof)
    {
        string[] descriptors;
        try
        {
            descriptors = Directory.GetFiles($"/proc/{mprof}/fd");
        }
        catch (IOException)
        {
            yield break;
        }
        foreach (var descriptor in descriptors)
            if (LinkOf(descriptor).Split('/') is ["", "proc", var pid, "statm"])
                yield return int.Parse(pid, CultureInfo.InvariantCulture);
    }

    private static string LinkOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static long Sleeps(int pid) => Read($"/proc/{pid}/status").Split('\n').Where(line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture)).FirstOrDefault();

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
