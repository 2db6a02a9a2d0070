using Xunit;
using static Heapline.EndToEnd.Tests.ObjectSizes;

namespace Heapline.EndToEnd.Tests.Concurrency;

/// <summary>Stacks that take turns on one thread: each block goes to the one that asked for it.</summary>
public sealed class TasksAndGreenlets
{
    public static TheoryData<string> Pythons => Interpreters.All();

    [Fact]
    public async Task Greenlets_of_gevent()
    {
        var run = await ProfiledTarget.RunAsync("system", "concurrency/greenlets");
        Assert.Equal("120\n", run.Result.Output);
        foreach (var (mark, size, caller) in new[] { ("alpha", 10_000, "alpha"), ("beta", 20_000, "beta"), ("gamma", 30_000, "gamma") })
        {
            Assert.Equal(new Amount(40 * (size + HeaderOf("system")), 40), run.Bytes(mark).LiveAtEnd);
            Assert.All(run.StacksOfBytes(mark), stack => Assert.Equal([caller], stack.Select(frame => frame.Function).Where(name => name is "alpha" or "beta" or "gamma")));
        }
        Assert.All(run.StacksOfBytes("beta"), stack => Assert.Equal("deeper", stack[^1].Function));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Chain_of_awaits(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "concurrency/await_chain");
        Assert.Equal("60\n", run.Result.Output);
        Assert.Equal(new Amount(30 * (11_000 + HeaderOf(python)) + 30 * (12_000 + HeaderOf(python)), 60), run.Bytes("blocks").LiveAtEnd);
        Assert.All(run.StacksOfBytes("blocks"), stack => Assert.Equal(["outer", "middle", "inner"], stack.Select(frame => frame.Function).TakeLast(3)));
    }
}
