namespace Heapline.Analysis.Dat;

/// <summary>One call of a decorated function: <c>FUNC __main__.f 24.2266 1795324189.9683 24.2266 1795324190.5341 1</c>.</summary>
/// <param name="Name">Module and function, such as <c>__main__.f</c>; a block that was timed by name has no module: <c>.blk</c>.</param>
/// <param name="In">Memory at the call, and when that was.</param>
/// <param name="Out">Memory at the return, and when that was; not before <paramref name="In"/>.</param>
/// <param name="Level">How many decorated calls were open around it.</param>
public sealed record DatCall(string Name, DatReading In, DatReading Out, int Level);
