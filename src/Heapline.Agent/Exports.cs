using System.Runtime;
using Heapline.Agent.Python;

namespace Heapline.Agent;

/// <summary>The C face of the agent: what the dynamic loader sees.</summary>
internal static class Exports
{
    /// <summary>Called by the import machinery: returns a new reference to the module <c>_heapline</c>, or 0 with a Python exception set.</summary>
    [RuntimeExport("PyInit__heapline")]
    internal static nint PyInit() => Module.Create();
}
