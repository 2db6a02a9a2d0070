using System.Diagnostics;
using Heapline.Capture;
using Xunit;

namespace Heapline.EndToEnd.Tests.Hostile;

/// <summary>A capture from a stranger gets an answer or a diagnostic, and little memory.</summary>
public sealed class HostileCaptures
{
    private const string MostMemory = "--data=268435456"; // 256 MiB
    private const string MostTime = "--cpu=5:5"; // seconds of processor time: on a busy machine five times of what it takes

    private static readonly string[][] s_questions =
    [
        ["stats"], ["lines"], ["summary"], ["tree"], ["table"], ["lines", "--json"], ["summary", "--json"], ["stats", "--json"], ["plot", "-o", "it.svg"], ["plot"],
        ["export", "--format", "json", "-o", "it.json"], ["export", "--format", "dat", "-o", "it.dat"], ["report", "-o", "it.html"], ["lines", "--decorated"],
    ];

    public static TheoryData<string> Names => [.. Bombs.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Capture_that_unpacks_to_much_is_answered_in_little_memory(string name)
    {
        using var workplace = new Workplace();
        var file = Bombs.All[name]();
        var damage = CaptureReader.Read(new MemoryStream(file)).Damage;
        Assert.Matches("^at byte [0-9]+: expected ", damage);
        // Whatever ends the reading before that would keep the file from going off.
        Assert.True(damage!.EndsWith("found the end of the file", StringComparison.Ordinal) || damage.EndsWith("MiB of memory up to here, found more", StringComparison.Ordinal)
            || name.Contains("announced", StringComparison.Ordinal), $"it is refused before it unpacks to much: {damage}");
        Assert.InRange(file.Length, 0, 64 << 10);
        File.WriteAllBytes(workplace.File("it.mprofile"), file);
        var began = Stopwatch.GetTimestamp();
        foreach (var question in s_questions)
        {
            var answer = await Command.RunAsync("prlimit", [MostMemory, MostTime, Mprof.Program, .. question, "it.mprofile"], workplace.Folder);
            Assert.True(answer.ExitCode == 0, $"{string.Join(' ', question)}: {answer.ExitCode} {answer.Errors}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {file.Length} bytes, {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s for {s_questions.Length} answers");
    }
}
