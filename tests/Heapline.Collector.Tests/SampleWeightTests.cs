using Heapline.Collector.Stacks;

namespace Heapline.Collector.Tests;

public sealed class SampleWeightTests
{
    [Theory]
    [InlineData(1 << 19, 0)]
    [InlineData(1 << 19, 56)]
    [InlineData(1 << 19, 1000)]
    [InlineData(1 << 19, 100_000)]
    [InlineData(1 << 19, 400_000)]
    [InlineData(1 << 15, 4000)]
    public void Weights_are_on_average_one_through_the_chance_of_being_sampled(long interval, ulong bytes)
    {
        var weights = new SampleWeights([1, interval], seed: 42);
        const int draws = 200_000;
        double sum = 0;
        for (var i = 0; i < draws; i++)
            sum += weights.Of(1, bytes)!.Value;

        var expected = 1 / (1 - Math.Exp(-(bytes + 1.0) / interval));
        // Neighbours in the grid are a 32nd apart, or 1: the mean of so many is within a 10,000th, or five of its own standard errors.
        var error = Math.Max(expected / 32, 1) / 2 / Math.Sqrt(draws);
        Assert.InRange(sum / draws, expected - 5 * error, expected + 5 * error);
    }

    [Fact]
    public void Weights_of_one_size_are_two_neighbours_of_the_grid()
    {
        var weights = new SampleWeights([1, 1 << 19], seed: 7);

        var seen = Enumerable.Range(0, 10_000).Select(_ => weights.Of(1, 56)!.Value).ToHashSet();

        Assert.Equal([8960, 9216], seen.Order()); // 9198.5 between multiples of 256
    }

    [Fact]
    public void Same_seed_gives_the_same_weights()
    {
        var (one, other) = (new SampleWeights([1, 1 << 19], seed: 7), new SampleWeights([1, 1 << 19], seed: 7));

        Assert.Equal(Enumerable.Range(0, 100).Select(size => one.Of(1, (ulong)size)), Enumerable.Range(0, 100).Select(size => other.Of(1, (ulong)size)));
    }

    [Fact]
    public void Level_that_was_never_set_has_no_weight() => Assert.Null(new SampleWeights([1, 1 << 19], 0).Of(2, 10));
}
