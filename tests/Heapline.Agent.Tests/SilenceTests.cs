using Heapline.Agent.Recording;
using Xunit;

namespace Heapline.Agent.Tests;

public sealed class SilenceTests
{
    private const ulong Millisecond = 1_000_000;

    [Fact]
    public void Ten_seconds_of_looking_in_vain_are_too_long()
    {
        var silence = new Silence();
        for (var at = 1ul; at <= 10_000; at++)
            Assert.False(silence.IsTooLong(heard: 7, at * Millisecond, isHearsay: false));
        Assert.True(silence.IsTooLong(heard: 7, 10_001 * Millisecond, isHearsay: false));
    }

    [Fact]
    public void A_sign_of_life_every_second_is_enough()
    {
        var silence = new Silence();
        for (var at = 1ul; at <= 100_000; at++)
            Assert.False(silence.IsTooLong(heard: at / 1000, at * Millisecond, isHearsay: false));
    }

    /// <summary>Ctrl-Z stops program and collector; after an hour both go on, and the program is first.</summary>
    [Fact]
    public void Time_in_which_the_writer_was_stopped_itself_does_not_count()
    {
        const ulong hour = 3_600_000 * Millisecond;
        var silence = new Silence();
        for (var at = 1ul; at <= 500; at++)
            Assert.False(silence.IsTooLong(heard: 7, at * Millisecond, isHearsay: false));
        for (var at = 1ul; at < 500; at++)
            Assert.False(silence.IsTooLong(heard: 7, hour + at * Millisecond, isHearsay: false));
    }

    [Fact]
    public void Looks_that_signals_cut_short_do_not_count_for_time()
    {
        var silence = new Silence();
        for (var at = 1ul; at <= 100_000; at++)
            Assert.False(silence.IsTooLong(heard: 7, at * Millisecond / 100, isHearsay: false));
    }

    [Fact]
    public void What_another_process_has_found_is_believed_after_some_looks_of_ones_own()
    {
        var silence = new Silence();
        for (var at = 1ul; at <= Silence.RoundsOnHearsay; at++)
            Assert.False(silence.IsTooLong(heard: 7, at, isHearsay: true));
        Assert.True(silence.IsTooLong(heard: 7, 100, isHearsay: true));
    }
}
