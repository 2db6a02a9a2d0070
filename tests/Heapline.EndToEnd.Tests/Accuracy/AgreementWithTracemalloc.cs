using System.Text.Json;
using Xunit;
using static Heapline.EndToEnd.Tests.ObjectSizes;

namespace Heapline.EndToEnd.Tests.Accuracy;

/// <summary>Both count the bytes that CPython's allocators were asked for, so per line they agree.</summary>
public sealed class AgreementWithTracemalloc
{
    // tracemalloc moves an object that comes from a free list to its new line; its block was taken elsewhere, and Heapline leaves it there.
    // A line meets at most a handful of those (a list's or a dict's header). Lines too small to tell more than that apart are left out.
    private const int BlocksFromFreeLists = 6, BytesFromFreeLists = 1_500, LeastBytes = 10_000;

    // From 3.14 on ints have such a list, and a loop's numbers come back through it as what is made of them: a thousand in a million.
    private const int BlocksFromFreeInts = 1_000, BytesFromFreeInts = 32_000;

    public static TheoryData<string, string> PythonsAndTargets()
    {
        var data = new TheoryData<string, string>();
        foreach (var python in Interpreters.All())
        {
            data.Add(python.Data, "objects_of_many_kinds");
            data.Add(python.Data, "million_ints_in_a_list");
            data.Add(python.Data, "bytearray_of_fifty_million");
            data.Add(python.Data, "kept_until_the_end");
        }
        return data;
    }

    [Theory, MemberData(nameof(PythonsAndTargets))]
    public async Task Is_there_on_every_line_of(string python, string target)
    {
        var run = await ProfiledTarget.RunAsync(python, target);
        using var workplace = new Workplace();
        var truth = await Command.RunAsync(
            Interpreters.PathOf(python), [Path.Combine(SourceTree.Targets, "drivers", "with_tracemalloc.py"), SourceTree.Target(target)], workplace.Folder);
        Assert.True(truth.ExitCode == 0, truth.ToString());

        var lines = JsonSerializer.Deserialize<Dictionary<int, long[]>>(truth.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
        Assert.Contains(lines, line => line.Value[0] > 500_000);
        var (blocks, bytes) = Interpreters.IsAtLeast(python, 14) ? (BlocksFromFreeInts, BytesFromFreeInts + BlocksFromFreeInts * MoreOf(python)) : (BlocksFromFreeLists, BytesFromFreeLists);
        Assert.All(lines.Where(line => line.Value[0] >= LeastBytes), line =>
        {
            var ours = run.LineNumbered(line.Key).LiveAtEnd;
            Assert.InRange(ours.Bytes, line.Value[0] - bytes, line.Value[0] + bytes);
            Assert.InRange(ours.Blocks, line.Value[1] - blocks, line.Value[1] + blocks);
        });
    }
}
