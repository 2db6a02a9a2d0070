using System.Runtime.CompilerServices;
using Heapline.Agent.Threads;
using Xunit;

namespace Heapline.Agent.Tests;

/// <summary>Who runs in a thread's range is that thread.</summary>
public sealed class StackRangeTests
{
    [Fact]
    public void A_thread_is_in_its_own_range_and_in_no_others()
    {
        var ranges = new StackRange[2];
        var own = new bool[2];
        var others = new bool[2];
        using var both = new Barrier(2);
        var threads = Enumerable.Range(0, 2).Select(number => new Thread(() =>
        {
            ranges[number] = StackRange.FromHere(256 << 10);
            both.SignalAndWait();
            own[number] = Deeper(ranges[number], 20);
            others[number] = Deeper(ranges[1 - number], 20);
            both.SignalAndWait();
        }, 512 << 10)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal([true, true], own);
        Assert.Equal([false, false], others);
        Assert.All(ranges, range => Assert.Equal((nuint)(128 << 10), range.Bytes));
    }

    [Fact]
    public void Nobody_is_in_one_of_which_nothing_is_known()
    {
        Assert.False(default(StackRange).HasCaller);
        Assert.False(Deeper(StackRange.FromHere(0), 20));
    }

    [Fact]
    public void A_thread_that_is_not_the_main_one_has_not_its_range()
    {
        var range = new StackRange { From = 1, Bytes = 1 };
        var thread = new Thread(() => range = StackRange.OfMainThread());
        thread.Start();
        thread.Join();
        Assert.Equal((0u, 0u), (range.From, range.Bytes));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Deeper(StackRange range, int calls) => calls == 0 ? range.HasCaller : Deeper(range, calls - 1) | calls < 0;
}
