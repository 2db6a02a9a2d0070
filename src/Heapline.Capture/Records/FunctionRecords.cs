using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>Functions of one block, with the block's files by number; see <see cref="DefinitionRecords"/> for the layout.</summary>
internal sealed class FunctionRecords
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];

    public void Clear()
    {
        _numbers.Clear();
        _files.Clear();
    }

    public void Write(RecordBuffer buffer, Function function)
    {
        if (_numbers.TryGetValue(function.File, out var number))
        {
            buffer.Number((ulong)number);
        }
        else
        {
            _numbers.Add(function.File, _numbers.Count + 1);
            buffer.Number(0UL);
            buffer.Text(function.File);
        }

        buffer.Text(function.Name);
        buffer.Number(DefinitionRecords.Line(function.FirstLine));
    }

    public Function Read(ref RecordReader reader)
    {
        var number = reader.Index(_files.Count + 1, "files");
        if (number == 0)
        {
            _files.Add(reader.Text());
            number = _files.Count;
        }

        return new Function(reader.Text(), _files[number - 1], reader.SmallNumber());
    }
}
