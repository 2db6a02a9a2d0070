namespace Heapline.Capture;

/// <summary>What the program told of itself with <c>heapline.mark</c> (a mark: begins and ends at once) or <c>heapline.span</c>.</summary>
/// <param name="Thread">Index of the thread.</param>
/// <param name="Name">As the program named it.</param>
/// <param name="IsMark">Whether it is a mark.</param>
/// <param name="StartNs">Nanoseconds since the start of the run.</param>
/// <param name="EndNs">Nanoseconds since the start of the run.</param>
/// <param name="StartHeapBytes">Bytes that the thread's process had alive at its begin.</param>
/// <param name="EndHeapBytes">Bytes alive at its end.</param>
/// <param name="HighestHeapBytes">The most bytes alive between the two, exact to the event.</param>
/// <param name="Allocations">Blocks that the process handed out between the two.</param>
public sealed record Phase(
    int Thread, string Name, bool IsMark, long StartNs, long EndNs, long StartHeapBytes, long EndHeapBytes, long HighestHeapBytes, long Allocations);
