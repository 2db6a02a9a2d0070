using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;

namespace Heapline.Views.Report;

/// <summary>
/// A part of the page's data: a JSON object, and columns that it names. Unpacked it is
/// <code>
///  0            4
///  ├ JSON bytes ┼─ JSON, ending in "columns":[["name",bytes],…] ─┼─ first column ─┼─ second column ─ …
/// </code>
/// (the length little endian), packed it is that as a zlib stream, in base64: see docs/report.md.
/// </summary>
public sealed class PackedBlock
{
    private readonly List<(string Name, Column Column)> _columns = [];
    private readonly ArrayBufferWriter<byte> _json = new();

    /// <summary>Begins a block.</summary>
    public PackedBlock()
    {
        Json = new Utf8JsonWriter(_json);
        Json.WriteStartObject();
    }

    /// <summary>The object to write properties into.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Begins a column. Its name stands once in a block.</summary>
    public Column Add(string name)
    {
        var column = new Column();
        _columns.Add((name, column));
        return column;
    }

    /// <summary>Ends the block and packs it: bytes of a zlib stream (RFC 1950), which browsers call <c>deflate</c>.</summary>
    public byte[] Pack()
    {
        Json.WriteStartArray("columns");
        foreach (var (name, column) in _columns)
        {
            Json.WriteStartArray();
            Json.WriteStringValue(name);
            Json.WriteNumberValue(column.Written.Length);
            Json.WriteEndArray();
        }
        Json.WriteEndArray();
        Json.WriteEndObject();
        Json.Dispose();

        var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, _json.WrittenCount);
            deflate.Write(length);
            deflate.Write(_json.WrittenSpan);
            foreach (var (_, column) in _columns)
                deflate.Write(column.Written);
        }
        return packed.ToArray();
    }
}
