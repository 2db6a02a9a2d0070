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
        // A module is called as its file is.
        if (_paths is not null)
            return;
        ModuleRecords.Write(Adding(BlockKind.Modules), module);
        FlushIfFull();
    }
}
