using Heapline.Capture;
using Heapline.Collector.LineTables;

namespace Heapline.Collector.Stacks;

/// <summary>A code object as an agent described it. Its function gets an id, and its line table is decoded, when a stack first needs them.</summary>
internal sealed class CodeInfo(Function function, uint pythonHexVersion, byte[] lineTable)
{
    private byte[]? _lineTable = lineTable;
    private LineIndex? _lines;
    private FunctionId? _id;

    /// <summary>The function's id in the capture.</summary>
    public FunctionId IdIn(CaptureSymbols symbols) => _id ??= symbols.IdOf(function);

    /// <summary>The source line of an instruction; the function's first line when the agent sent no line table.</summary>
    public int LineOf(int instructionOffset)
    {
        if (_lines == null && _lineTable!.Length > 0)
            _lines = LineTable.Decode(pythonHexVersion, _lineTable, function.FirstLine);
        _lineTable = [];
        return _lines?.LineOf(instructionOffset) ?? function.FirstLine;
    }
}
