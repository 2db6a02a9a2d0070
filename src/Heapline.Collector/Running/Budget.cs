namespace Heapline.Collector.Running;

/// <summary>
/// Holds the cost of recording to a share of the program's own work: asked every now and then, it says when to sample more coarsely. Never the other way: what was recorded exactly stays so, and
/// a program that pauses may go on as before.
/// </summary>
/// <param name="share">The share: 0.05 for five hundredths.</param>
internal sealed class Budget(double share)
{
    /// <summary>Less processor time than this tells nothing: the kernel counts in steps of 10 ms.</summary>
    public const long LeastProcessorNs = 50_000_000;

    private double _hookNs;
    private long _processorNs;

    /// <summary>
    /// Takes the figures of all processes since the run began, and says whether the next level is due: when the budget is passed since the last time it was asked. Asked too early it waits.
    /// </summary>
    /// <param name="hookNs">Nanoseconds in agents.</param>
    /// <param name="processorNs">Nanoseconds of processor time, that of agents included.</param>
    public bool IsPassed(double hookNs, long processorNs)
    {
        var hook = hookNs - _hookNs;
        var processor = processorNs - _processorNs;
        if (processor < LeastProcessorNs)
            return false;
        (_hookNs, _processorNs) = (hookNs, processorNs);
        // A share of what the program would have taken alone.
        return hook > share * Math.Max(processor - hook, 1);
    }
}
