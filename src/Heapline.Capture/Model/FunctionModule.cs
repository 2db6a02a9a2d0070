namespace Heapline.Capture;

/// <summary>What module a decorated function is of.</summary>
/// <param name="Function">The function.</param>
/// <param name="Module">The module's name, as in <c>__module__</c>; empty for a marked block, which is of none.</param>
public readonly record struct FunctionModule(FunctionId Function, string Module);
