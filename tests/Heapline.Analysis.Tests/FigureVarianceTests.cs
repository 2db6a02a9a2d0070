using Heapline.Analysis;
using Xunit;

namespace Heapline.Tests;

public sealed class FigureVarianceTests
{
    [Fact]
    public void Exact_figures_have_no_error() => Assert.Equal(0, new Figures(1, 1, 1, 1, 1, 1, 1).StandardError(SortKey.Allocated));

    [Fact]
    public void Weight_of_one_has_no_error() => Assert.Null(FigureVariances.Of(new Figures(10, 1, 10, 1, 10, 1, 1), 1));

    [Fact]
    public void One_block_of_weight_w_has_the_variance_w_times_w_less_one()
    {
        var variances = FigureVariances.Of(new Figures(0, 0, 0, 0, 100 * 50, 100, 100), 100)!;

        Assert.Equal(100 * 99, variances.Allocations);
        Assert.Equal(50.0 * 50 * 100 * 99, variances.AllocatedBytes);
        Assert.Equal(100 * 99, variances.TemporaryAllocations);
        Assert.Equal(0, variances.AtPeakBytes);
    }

    [Fact]
    public void Variances_add_up_and_are_taken_off_again()
    {
        var figures = new Figures(4000, 40, 4000, 40, 8000, 80, 0);
        var estimate = figures with { Variances = FigureVariances.Of(figures, 20) };

        Assert.Equal(2 * estimate.Variances!.AtPeakBytes, (estimate + estimate).Variances!.AtPeakBytes);
        Assert.Equal(estimate, estimate + estimate - estimate);
    }

    [Fact]
    public void A_standard_error_has_nine_quarters_of_the_largest_sample_more_than_what_was_recorded()
    {
        // One block of 500 bytes that counts as 40, and three of 2,000 that count as 10: of bytes each adds nearly the same, of blocks the first adds most.
        var light = new Figures(0, 0, 0, 0, 40 * 500, 40, 0);
        var heavy = new Figures(0, 0, 0, 0, 30 * 2000, 30, 0);
        var both = (light with { Variances = FigureVariances.Of(light, 40) }) + (heavy with { Variances = FigureVariances.Of(heavy, 10) });

        Assert.Equal(Math.Sqrt(40 * 39 + 3 * 10 * 9 + 2.25 * 40 * 39), both.StandardError(SortKey.Count), 1e-6);
        Assert.Equal(Math.Sqrt(500.0 * 500 * 40 * 39 + 3 * 2000.0 * 2000 * 10 * 9 + 2.25 * 500.0 * 500 * 40 * 39), both.StandardError(SortKey.Allocated), 0.1);
    }

    [Fact]
    public void Of_many_samples_a_standard_error_is_what_it_would_be_without_the_one_more()
    {
        var figures = new Figures(0, 0, 0, 0, 100_000 * 50, 100_000, 0);

        Assert.Equal(1, (figures with { Variances = FigureVariances.Of(figures, 100) }).StandardError(SortKey.Count) / Math.Sqrt(100_000 * 99), 0.002);
    }

    [Fact]
    public void What_is_left_without_the_sampled_blocks_is_exact()
    {
        var figures = new Figures(0, 0, 0, 0, 40 * 500, 40, 0);
        var sampled = figures with { Variances = FigureVariances.Of(figures, 40) };

        Assert.Equal(0, (figures + sampled - sampled).StandardError(SortKey.Count));
    }

    /// <summary>One site of few samples, as often as is needed to see a half per cent: wherever something is seen of it, three standard errors reach to the truth in 99 of 100 cases.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(25)]
    [InlineData(100)]
    public void Three_standard_errors_reach_to_the_truth_however_few_samples_there_are(int samples)
    {
        const int size = 63, interval = 64 << 10, rounds = 20_000;
        var random = new Random(20261122 + samples);
        const long weight = 1024;
        var blocks = samples * weight;
        int seen = 0, covered = 0;
        for (var round = 0; round < rounds; round++)
        {
            var recorded = 0;
            // As the agent samples: after exponentially distributed bytes.
            for (var at = -interval * Math.Log(1 - random.NextDouble()); at < blocks * (size + 1); at -= interval * Math.Log(1 - random.NextDouble()))
                recorded++;
            if (recorded == 0)
                continue;
            seen++;
            var figures = new Figures(0, 0, 0, 0, recorded * weight * size, recorded * weight, 0);
            var estimate = figures with { Variances = FigureVariances.Of(figures, weight) };
            covered += Math.Abs(estimate.Allocations - blocks) <= 3 * estimate.StandardError(SortKey.Count) ? 1 : 0;
        }

        Assert.True(covered >= 0.99 * seen, $"{covered} of {seen}");
    }

    /// <summary>The whole estimator against its truth, many times over: blocks of several sizes, sampled as the agent does it, weighed as the collector does.</summary>
    [Theory]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(30_000)]
    public void Estimates_are_unbiased_and_three_standard_errors_cover_the_truth(int size)
    {
        const int interval = 32 << 10, blocks = 2000, rounds = 400;
        var random = new Random(1);
        double chance = 1 - Math.Exp(-(size + 1.0) / interval), sum = 0, variances = 0, squares = 0;
        var covered = 0;
        for (var round = 0; round < rounds; round++)
        {
            var total = default(Figures);
            for (var block = 0; block < blocks; block++)
            {
                if (random.NextDouble() >= chance)
                    continue;
                var weight = (long)(1 / chance) + (random.NextDouble() < 1 / chance % 1 ? 1 : 0);
                var figures = new Figures(0, 0, 0, 0, weight * size, weight, 0);
                total += figures with { Variances = FigureVariances.Of(figures, weight) };
            }
            sum += total.AllocatedBytes;
            variances += total.Variances?.AllocatedBytes ?? 0;
            squares += Math.Pow(total.AllocatedBytes - (double)blocks * size, 2);
            covered += Math.Abs(total.AllocatedBytes - (double)blocks * size) <= 3 * total.StandardError(SortKey.Allocated) ? 1 : 0;
        }

        var truth = (double)blocks * size;
        var error = Math.Sqrt(variances / rounds / rounds);
        Assert.InRange(sum / rounds, truth - 4 * error, truth + 4 * error);
        Assert.InRange(squares / variances, 0.75, 1.25); // the variance that is claimed is the one that is met
        Assert.True(covered >= rounds * 0.98, $"{covered} of {rounds}");
    }
}
