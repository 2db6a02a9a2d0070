using System.Runtime.InteropServices;
using Heapline.Agent.Sampling;
using Heapline.Protocol;
using Xunit;

namespace Heapline.Agent.Tests;

public sealed unsafe class SamplerTests : IDisposable
{
    private readonly SessionPage* _session = (SessionPage*)NativeMemory.AllocZeroed(SessionPage.Bytes);

    public SamplerTests()
    {
        _session->SampleSeed = 12345;
        _session->SampleIntervals[0] = 1;
        _session->SampleIntervals[1] = 4096;
        _session->SampleIntervals[2] = 65536;
        Assert.True(Sampler.Initialize(_session));
    }

    public void Dispose() => NativeMemory.Free(_session);

    [Fact]
    public void Exponential_numbers_have_the_mean_and_the_tails_of_their_distribution()
    {
        const int draws = 200_000;
        const long mean = 1 << 19;
        var stream = Chance.NewStream();
        var numbers = Enumerable.Range(0, draws).Select(_ => Chance.Exponential(ref stream, mean)).ToList();

        Assert.InRange(numbers.Average(), mean * 0.99, mean * 1.01); // 4.5 standard errors
        foreach (var times in new[] { 0.1, 0.5, 1, 2, 4 })
        {
            var expected = Math.Exp(-times);
            var error = Math.Sqrt(expected * (1 - expected) / draws);
            Assert.InRange(numbers.Count(number => number > times * mean) / (double)draws, expected - 5 * error, expected + 5 * error);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(56)]
    [InlineData(1000)]
    [InlineData(4000)]
    public void Blocks_are_sampled_with_the_chance_that_their_weights_assume(int size)
    {
        _session->SampleLevel = 1;
        const int blocks = 400_000;
        var sampled = Levels(blocks, size).Count(level => level == 1);

        var chance = 1 - Math.Exp(-(size + 1) / 4096.0);
        var error = Math.Sqrt(chance * (1 - chance) / blocks);
        Assert.InRange(sampled / (double)blocks, chance - 5 * error, chance + 5 * error);
    }

    [Fact]
    public void Block_as_large_as_the_interval_is_always_recorded_and_disturbs_no_other()
    {
        _session->SampleLevel = 1;
        var countdown = default(Countdown);
        var small = 0;
        for (var i = 0; i < 400_000; i++)
        {
            Assert.Equal(0, Take(ref countdown, 4096));
            small += Take(ref countdown, 56) == 1 ? 1 : 0;
        }

        var chance = 1 - Math.Exp(-57 / 4096.0);
        var error = Math.Sqrt(chance * (1 - chance) / 400_000);
        Assert.InRange(small / 400_000.0, chance - 5 * error, chance + 5 * error);
    }

    [Fact]
    public void Interval_of_one_records_every_block() => Assert.All(Levels(1000, 0), level => Assert.Equal(0, level));

    [Fact]
    public void Rate_changes_while_it_runs_and_each_block_has_the_level_that_decided_about_it()
    {
        var countdown = default(Countdown);
        int exact = 0, first = 0, second = 0;
        const int blocks = 600_000, size = 99;
        for (var i = 0; i < blocks; i++)
        {
            _session->SampleLevel = (uint)(i / (blocks / 3));
            var level = Take(ref countdown, size);
            exact += level == 0 ? 1 : 0;
            first += level == 1 ? 1 : 0;
            second += level == 2 ? 1 : 0;
        }

        Assert.InRange(exact, blocks / 3, blocks / 3 + 1);
        // The first level is left at its next look, 4,096 bytes later at the latest: 41 blocks.
        foreach (var (seen, interval) in new[] { (first, 4096.0), (second, 65536.0) })
        {
            var expected = blocks / 3 * (1 - Math.Exp(-(size + 1) / interval));
            Assert.InRange(seen, expected - 5 * Math.Sqrt(expected) - 1, expected + 5 * Math.Sqrt(expected) + 1);
        }
    }

    [Fact]
    public void Same_seed_gives_the_same_samples()
    {
        _session->SampleLevel = 1;
        Chance.Seed(12345);
        var once = Levels(5000, 56);
        Chance.Seed(12345);

        Assert.Equal(once, Levels(5000, 56));
        Assert.Contains(1, once);
    }

    [Fact]
    public void Blocks_that_go_by_another_countdown_change_no_sample()
    {
        _session->SampleLevel = 1;
        Chance.Seed(12345);
        var alone = Levels(5000, 56);
        Chance.Seed(12345);
        Countdown countdown = default, other = default;
        var beside = new List<int>();
        for (var i = 0; i < 5000; i++)
        {
            beside.Add(Take(ref countdown, 56));
            Take(ref other, 1000);
        }

        Assert.Equal(alone, beside);
        Assert.Contains(1, alone);
    }

    [Theory]
    [InlineData(56, 5)]
    [InlineData(1000, 1)]
    [InlineData(3500, 1)]
    public void Bytes_that_are_asked_for_before_move_samples_by_no_more_blocks_than_they_fill(int size, int blocks)
    {
        _session->SampleLevel = 1;
        Chance.Seed(12345);
        var without = Levels(5000, size);
        Chance.Seed(12345);
        var countdown = default(Countdown);
        Take(ref countdown, blocks * (size + 1) - 2); // nearly so many blocks
        var with = new List<int>();
        for (var i = 0; i < 5000; i++) with.Add(Take(ref countdown, size));

        bool HasSample(List<int> levels, int first, int last) => levels[Math.Max(first, 0)..Math.Min(last + 1, 5000)].Contains(1);
        Assert.All(SamplesOf(without).Where(i => i >= blocks), i => Assert.True(HasSample(with, i - blocks, i)));
        Assert.All(SamplesOf(with).Where(i => i < 5000 - blocks), i => Assert.True(HasSample(without, i, i + blocks)));
        Assert.InRange(SamplesOf(without).Count(), 50, 4500);
    }

    [Fact]
    public void Known_blocks_are_those_that_were_added_and_not_removed()
    {
        nint somewhere = unchecked((nint)0x7f12_3456_0000);
        for (nint block = somewhere; block < somewhere + 0x10000; block += 32) Assert.True(KnownBlocks.Add(block));
        KnownBlocks.Remove(somewhere + 64);

        for (nint block = somewhere; block < somewhere + 0x10000; block += 16)
            Assert.Equal(block % 32 == 0 && block != somewhere + 64, KnownBlocks.Holds(block));
        Assert.False(KnownBlocks.Holds(0));
        Assert.False(KnownBlocks.Holds(unchecked((nint)0x5555_0000_0000)));
    }

    private static IEnumerable<int> SamplesOf(List<int> levels) => Enumerable.Range(0, levels.Count).Where(i => levels[i] == 1);

    private static List<int> Levels(int blocks, int size)
    {
        var countdown = default(Countdown);
        var levels = new List<int>(blocks);
        for (var i = 0; i < blocks; i++) levels.Add(Take(ref countdown, size));
        return levels;
    }

    /// <summary>What a hook does.</summary>
    private static int Take(ref Countdown countdown, int size) =>
        (countdown.Remaining -= size + 1) >= 0 ? Sampler.NotSampled : Sampler.Decide(ref countdown, (nuint)size);
}
