using Heapline.Analysis;
using Xunit;

namespace Heapline.Tests;

public sealed class FigureVarianceTests
{
    [Fact]
    public void Exact_figures_have_no_error() => Assert.Equal(0, new Figures(1, 1, 1, 1, 1, 1, 1).StandardError(SortKey.Allocated));

    [Fact]
    public void Weight_of_one_has_no_error() => Assert.Equal(default, FigureVariances.Of(new Figures(10, 1, 10, 1, 10, 1, 1), 1));

    [Fact]
    public void One_block_of_weight_w_has_the_variance_w_times_w_less_one()
    {
        var variances = FigureVariances.Of(new Figures(0, 0, 0, 0, 100 * 50, 100, 100), 100);

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

        Assert.Equal(2 * estimate.Variances.AtPeakBytes, (estimate + estimate).Variances.AtPeakBytes);
        Assert.Equal(estimate, estimate + estimate - estimate);
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
            variances += total.Variances.AllocatedBytes;
            squares += Math.Pow(total.AllocatedBytes - (double)blocks * size, 2);
            covered += Math.Abs(total.AllocatedBytes - (double)blocks * size) <= 3 * total.StandardError(SortKey.Allocated) ? 1 : 0;
        }

        var truth = (double)blocks * size;
        var error = Math.Sqrt(variances / rounds / rounds);
        Assert.InRange(sum / rounds, truth - 4 * error, truth + 4 * error);
        Assert.InRange(squares / variances, 0.75, 1.25); // the variance that is claimed is the one that is met
        Assert.True(covered >= rounds * (size == 64 ? 0.86 : 0.98), $"{covered} of {rounds}");
    }
}
