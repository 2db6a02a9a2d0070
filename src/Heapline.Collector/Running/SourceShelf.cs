using System.Collections.Concurrent;
using Heapline.Capture;
using Heapline.Collector.Native;

namespace Heapline.Collector.Running;

/// <summary>
/// The texts of the source files that occur in call stacks, read and packed by a thread of low priority while the program runs; what is left of that when the program has
/// ended is shared between that thread and whoever takes the texts. A text is the one that the file had when the first call stack of it came in: that is what Python
/// had just compiled, and what the line numbers are of. All calls by one thread.
/// </summary>
internal sealed class SourceShelf(string folder) : IDisposable
{
    // Brotli makes a quarter to a third of source text: the standard library may take half a MiB of a capture, the user's own files whatever they need.
    private const long MostLibraryBytes = 2 << 20;
    private const int LowestPriority = 19;

    private readonly HashSet<string> _named = [];
    private readonly List<Entry> _entries = [];
    private readonly ConcurrentQueue<Entry> _waiting = new();
    private readonly AutoResetEvent _more = new(initialState: false);
    private Thread? _thread;
    private volatile bool _isOver;
    private bool _isNew;
    private long _libraryBytes;

    /// <summary>What names of files are relative to.</summary>
    private string Folder => folder;

    /// <summary>Whether every file that was named has been looked at.</summary>
    public bool HasReadAll => _entries.TrueForAll(static entry => entry.IsLookedAt);

    /// <summary>A file occurs. Quick, and whether it has occurred before is for this to know.</summary>
    public void Name(string file)
    {
        if (!_named.Add(file) || !SourceTexts.MayBeFile(file))
            return;
        var entry = new Entry(file);
        _entries.Add(entry);
        _waiting.Enqueue(entry);
        _isNew = true;
    }

    /// <summary>Has the files read that were named since the last call.</summary>
    public void ReadOn()
    {
        if (!_isNew)
            return;
        _isNew = false;
        if (_thread is null)
        {
            _thread = new Thread(Work) { IsBackground = true, Name = "sources" };
            _thread.Start();
        }
        _more.Set();
    }

    /// <summary>All texts, in the order in which their files were named. The last call.</summary>
    public IEnumerable<PackedSource> TakeAll()
    {
        _isOver = true;
        _more.Set();
        var reader = new Reader(this);
        while (_waiting.TryDequeue(out var entry))
            reader.Read(entry);
        _thread?.Join();
        foreach (var entry in _entries)
        {
            // It was not there yet, or the thread came to an end with it.
            if (!entry.IsThere)
                reader.Read(entry);
            if (entry.Text is { } text)
                yield return text;
        }
    }

    public void Dispose()
    {
        _isOver = true;
        _waiting.Clear();
        _more.Set();
        _thread?.Join();
        _more.Dispose();
    }

    private void Work()
    {
        // Of this thread alone, as Linux has it. The program comes first, whatever it is given.
        _ = Libc.setpriority(Libc.PRIO_PROCESS, 0, LowestPriority);
        try
        {
            var reader = new Reader(this);
            do
            {
                while (_waiting.TryDequeue(out var entry))
                    reader.Read(entry);
            }
            while (!_isOver && _more.WaitOne());
        }
        catch (Exception)
        {
            // What is left is read at the end, where the same can be told.
        }
    }

    private sealed class Entry(string file)
    {
        private volatile bool _isLookedAt;

        public string File => file;
        public PackedSource? Text { get; set; }
        public bool IsThere { get; set; }
        public bool IsLookedAt { get => _isLookedAt; set => _isLookedAt = value; }
    }

    /// <summary>What a thread that reads keeps for itself.</summary>
    private sealed class Reader(SourceShelf shelf)
    {
        private readonly SourcePacker _packer = new();
        private byte[] _buffer = [];

        public void Read(Entry entry)
        {
            if (SourceTexts.Read(Path.Combine(shelf.Folder, entry.File), ref _buffer) is { } bytes)
            {
                entry.IsThere = true;
                if (!SourceTexts.IsLibrary(entry.File) || Interlocked.Add(ref shelf._libraryBytes, bytes.Length) <= MostLibraryBytes)
                    entry.Text = SourceTexts.Utf8(bytes) is { } text ? _packer.Pack(entry.File, text.Span) : null;
            }
            entry.IsLookedAt = true;
        }
    }
}
