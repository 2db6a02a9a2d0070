using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

public sealed partial class CaptureWriter
{
    /// <summary>Adds what module a function is of; it takes the place of what was added before.</summary>
    public void Add(FunctionModule module)
    {
        ArgumentNullException.ThrowIfNull(module.Module);
        Known(module.Function.Value, _known.Functions);
        ModuleRecords.Write(Adding(BlockKind.Modules), module);
        FlushIfFull();
    }
}
