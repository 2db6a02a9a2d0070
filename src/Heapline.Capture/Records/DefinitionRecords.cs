using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// Functions, call stacks and sites. Ids are not written: they count from 0 in the order of the records.
/// <code>
/// Function:  file (number: 0 and a new text, or n for the block's n-th file), name (text), first line (number)
///            00 05 61 62 2E 70 79   03 66 6F 6F   0C                   foo in ab.py, line 12
///            01                     03 62 61 72   14                   bar in the same file, line 20
/// Stack:     parent (number: 0 for none, else own id − parent), function − function of the record before (signed), line (number)
///            01   02   0D                                              called from the stack just before; next function; line 13
/// Site:      thread − thread of the record before, stack − stack of the record before (signed; none is −1), allocator (byte)
///            00   02   0F                                              same thread; next stack; PyObject_Malloc
/// </code>
/// "The record before" is of the same block; before a block's first stand zeros.
/// </summary>
internal struct DefinitionRecords
{
    private int _function;
    private int _thread;
    private int _stack;

    public void Write(RecordBuffer buffer, int id, StackNode node)
    {
        buffer.Number(node.Parent.IsNone ? 0 : id - node.Parent.Value);
        buffer.Signed(node.Function.Value - _function);
        buffer.Number(Line(node.Line));
        _function = node.Function.Value;
    }

    public StackNode ReadStack(ref RecordReader reader, int id, KnownIds known)
    {
        var distance = reader.Varint();
        if (distance > (ulong)id)
            throw new InvalidBlockException($"expected the parent of stack {id} among the stacks before it, found {distance} back");
        _function = Index(_function + reader.Signed(), known.Functions, "functions");
        return new StackNode(distance == 0 ? StackId.None : new StackId(id - (int)distance), new FunctionId(_function), reader.SmallNumber());
    }

    public void Write(RecordBuffer buffer, Site site)
    {
        buffer.Signed(site.Thread - _thread);
        buffer.Signed(site.Stack.Value - _stack);
        buffer.Byte((byte)site.Allocator);
        _thread = site.Thread;
        _stack = site.Stack.Value;
    }

    public Site ReadSite(ref RecordReader reader, KnownIds known)
    {
        _thread = Index(_thread + reader.Signed(), known.Threads, "threads");
        _stack = Index(_stack + reader.Signed() + 1, known.Stacks + 1, "stacks") - 1;
        var allocator = (AllocatorKind)reader.Byte();
        return new Site(_thread, new StackId(_stack), allocator <= AllocatorKind.Arena ? allocator : AllocatorKind.Unknown);
    }

    /// <summary>A line that makes no sense (generated code can have any) is unknown.</summary>
    public static int Line(int line) => Math.Max(line, 0);

    private static int Index(long value, int count, string what) =>
        value >= 0 && value < count ? (int)value : throw new InvalidBlockException($"expected one of {count} {what}, found number {value}");
}
