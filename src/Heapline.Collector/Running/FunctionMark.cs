using Heapline.Capture;

namespace Heapline.Collector.Running;

/// <summary>A call of a decorated function, as the program itself noted it.</summary>
/// <param name="Function">The function.</param>
/// <param name="Module">Its module; empty for a marked block.</param>
/// <param name="StartNs">When it began, on CLOCK_MONOTONIC.</param>
/// <param name="EndNs">When it ended.</param>
/// <param name="StartBytes">Resident memory then.</param>
/// <param name="EndBytes">Resident memory at the end.</param>
/// <param name="Level">How many other calls were open on its thread.</param>
internal sealed record FunctionMark(Function Function, string Module, long StartNs, long EndNs, long StartBytes, long EndBytes, int Level);
