using System.Text.Json;
using Heapline.Capture;
using Xunit;

namespace Heapline.EndToEnd.Tests.Accuracy;

/// <summary>Garbage collections are counted as the interpreter counts them, and lie where they were.</summary>
public sealed class GarbageCollections
{
    public static TheoryData<string> Pythons => Interpreters.WithTheLock("collections are read where there is a global lock");

    [Theory, MemberData(nameof(Pythons))]
    public async Task Each_generation_is_counted_and_every_full_collection_is_where_the_program_asked_for_it(string python)
    {
        using var workplace = new Workplace();
        var run = await Mprof.RunAsync(["run", "-o", workplace.File("it.mprofile"), Interpreters.PathOf(python), SourceTree.Target("collects_garbage")], workplace.Folder);
        Assert.True(run.ExitCode == 0, run.ToString());
        var told = JsonDocument.Parse(run.Output).RootElement;
        var capture = CaptureReader.Read(workplace.File("it.mprofile"));

        Assert.Equal(0, told.GetProperty("callbacks").GetInt32());
        for (int generation = 0; generation < 3; generation++)
        {
            var seen = capture.Collections.Where(some => some.Generation == generation).ToList();
            // Those from the start of recording on: it begins before the program does.
            Assert.InRange(seen.Sum(some => some.Count), Counted(told, "after", generation, "collections") - Counted(told, "before", generation, "collections"),
                Counted(told, "after", generation, "collections"));
            Assert.InRange(seen.Sum(some => some.FreedObjects), Counted(told, "after", generation, "collected") - Counted(told, "before", generation, "collected"),
                Counted(told, "after", generation, "collected"));
        }

        var marks = capture.Phases.Where(phase => phase.Name is "before" or "after").ToList();
        Assert.Equal(10, marks.Count);
        for (int mark = 0; mark < marks.Count; mark += 2)
            Assert.Contains(capture.Collections, some => some.AreFull && some.StartNs <= marks[mark + 1].StartNs && some.EndNs >= marks[mark].StartNs);
        Assert.All(capture.Collections, some => Assert.InRange(some.EndNs, some.StartNs, capture.End!.DurationNs));
    }

    private static long Counted(JsonElement told, string when, int generation, string what) => told.GetProperty(when)[generation].GetProperty(what).GetInt64();
}
