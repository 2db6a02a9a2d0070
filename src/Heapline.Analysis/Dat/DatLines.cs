using System.Text;

namespace Heapline.Analysis.Dat;

/// <summary>Reads a text line by line; no line takes more memory than <see cref="LongestLine"/>, however long it is.</summary>
internal sealed class DatLines(Stream stream) : IDisposable
{
    /// <summary>Most characters of a line; a command line on Linux has at most 2 MiB, and nobody's is near that.</summary>
    public const int LongestLine = 1 << 20;

    private readonly StreamReader _reader = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false, 1 << 16, leaveOpen: true);
    private readonly char[] _buffer = new char[1 << 15];
    private readonly StringBuilder _line = new();
    private int _at;
    private int _filled;

    /// <summary>Number of the line read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Whether that line was longer than <see cref="LongestLine"/>: only its beginning was given.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether that line ended with a line break; only the last of a file may not.</summary>
    public bool IsTerminated { get; private set; }

    /// <summary>The next line without its line break; null at the end.</summary>
    public string? Next()
    {
        _line.Clear();
        (IsCut, IsTerminated) = (false, false);
        bool any = false;
        while (Fill())
        {
            any = true;
            var rest = _buffer.AsSpan(_at, _filled - _at);
            int end = rest.IndexOf('\n');
            var piece = end < 0 ? rest : rest[..end];
            int room = LongestLine - _line.Length;
            IsCut |= piece.Length > room;
            _line.Append(piece[..Math.Min(piece.Length, room)]);
            _at += end < 0 ? rest.Length : end + 1;
            if (end >= 0)
            {
                IsTerminated = true;
                break;
            }
        }
        if (!any)
            return null;
        Number++;
        if (_line.Length > 0 && _line[^1] == '\r')
            _line.Length--;
        return _line.ToString();
    }

    public void Dispose() => _reader.Dispose();

    private bool Fill()
    {
        if (_at < _filled)
            return true;
        (_at, _filled) = (0, _reader.Read(_buffer));
        return _filled > 0;
    }
}
