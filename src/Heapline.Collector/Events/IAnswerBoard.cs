namespace Heapline.Collector.Events;

/// <summary>Takes answers to the questions that a program asks about its own heap.</summary>
internal interface IAnswerBoard
{
    /// <summary>Puts one up: figures in bytes and blocks, as of the question.</summary>
    void Answer(ulong question, long liveBytes, long peakBytes, long allocations);
}
