using System.Globalization;
using Heapline.Analysis;
using Heapline.Capture;
using SortKey = Heapline.Analysis.SortKey;

namespace Heapline.Torture.Scenarios;

/// <summary>A service with a slow leak, for millions of requests: what mprof takes levels off, and the leak is found.</summary>
/// <param name="name">Its name on the command line.</param>
/// <param name="requests">How many requests.</param>
internal sealed class ServiceLoad(string name, int requests) : IScenario
{
    private const string Target = "service";
    private const int Threads = 50;

    public string Name => name;

    public string What => $"{requests:N0} requests in 50 threads, each 1,000th leaves 100 bytes behind";

    public int Rounds => 1;

    public bool UnderLoad => false;

    public string? Run(Round round) => Run(round, Workshop.Newest, requests, Threads, null);

    public static string? Run(Round round, string python, int requests, int threads, string? maxFile)
    {
        var capture = round.File("it.mprofile");
        string[] bound = maxFile is null ? [] : ["--max-file", maxFile];
        using var mprof = round.Start(Workshop.Mprof, ["run", .. bound, "-o", capture, python, Workshop.Target(Target), $"{requests}", $"{threads}"]);
        var measured = new List<(double Seconds, long Resident, long File)>();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!mprof.HasEnded(TimeSpan.FromSeconds(1)))
            measured.Add((clock.Elapsed.TotalSeconds, ResidentOf(mprof.Pid), new FileInfo(capture) is { Exists: true } file ? file.Length : 0));
        if (mprof.Wait() is not { } ended || ended.ExitCode != 0 || !ended.Output.EndsWith($"done {requests / 1000}\n", StringComparison.Ordinal))
            return $"the service did not come to its end: {mprof.Wait()}";
        Note(round, measured);
        return Leak(CaptureReader.Read(capture), requests / 1000);
    }

    private static void Note(Round round, List<(double Seconds, long Resident, long File)> measured)
    {
        for (var quarter = 1; quarter <= 4 && measured.Count >= 8; quarter++)
        {
            var (seconds, resident, file) = measured[measured.Count * quarter / 4 - 1];
            round.Note($"{quarter}/4: seconds", seconds);
            round.Note($"{quarter}/4: resident memory of mprof, MiB", resident / 1048576.0);
            round.Note($"{quarter}/4: capture, KiB", file / 1024.0);
        }
    }

    // Of the lines of the program itself, ordered by how many blocks they have alive at the end in as many ticks as they came from, the leak is found
    // by its count: every thousandth request has one, and it is all there.
    private static string? Leak(CaptureData capture, long leaks)
    {
        var lines = LineReport.Of(capture, SortKey.End, file: Target + ".py").HottestFirst();
        var line = Workshop.Line(Target, "leak");
        var place = lines.ToList().FindIndex(one => one.Place.Line == line);
        if (place is < 0 or > 2)
            return $"the leaking line is number {place + 1} of those that hold most at the end";
        var recorded = Recorded.At(capture, Target, "leak");
        return recorded.HeldBlocks == leaks && recorded.HeldBytes == leaks * 100 ? null : $"expected {leaks} leaked blocks of 100 bytes, found {recorded}";
    }

    private static long ResidentOf(int pid)
    {
        try
        {
            return long.Parse(File.ReadAllText($"/proc/{pid}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
