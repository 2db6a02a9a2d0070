using System.Buffers;
using System.Text;
using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// The text of a source file: its head, then the text in runs of 65,536 bytes of UTF-8, the last what is left. Head and runs may be in different
/// blocks, one after the other. A later text of the same file takes the place of the earlier.
/// <code>
/// file (text), bytes (number)  |  bytes …
/// 05 61 62 2E 70 79   06       |  78 20 3D 20 31 0A                    ab.py: "x = 1\n"
/// </code>
/// </summary>
internal sealed class SourceRecord(string file, int bytes) : IInRuns<SourceRecord, SourceText>
{
    private readonly ArrayBufferWriter<byte> _text = new();

    public bool IsWhole => _text.WrittenCount == bytes;

    public static void WriteHead(RecordBuffer buffer, string file, int bytes)
    {
        buffer.Text(file);
        buffer.Number(bytes);
    }

    public static SourceRecord ReadHead(ref RecordReader reader, KnownIds known) => new(reader.Text(), reader.SmallNumber());

    public void ReadRun(ref RecordReader reader, KnownIds known) =>
        _text.Write(reader.Bytes(Math.Min(bytes - _text.WrittenCount, CaptureFormat.RunTextBytes)));

    public SourceText Take() => new(file, Encoding.UTF8.GetString(_text.WrittenSpan));
}

/// <summary>A source file and its text.</summary>
internal sealed record SourceText(string File, string Text);
