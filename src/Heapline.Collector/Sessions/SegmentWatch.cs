using System.Diagnostics;
using Heapline.Collector.Native;
using Heapline.Protocol;

namespace Heapline.Collector.Sessions;

/// <summary>Finds new segments in a session's folder: by inotify, or by looking every 20 ms where the user has no inotify instance left.</summary>
internal sealed unsafe class SegmentWatch : IDisposable
{
    private static readonly long BetweenLooks = Stopwatch.Frequency / 50;

    private readonly string _folder;
    private readonly HashSet<string> _seen = [];
    private readonly int _fd;
    private long _lastLook;

    public SegmentWatch(string folder)
    {
        _folder = folder;
        _fd = Libc.inotify_init1(Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (_fd >= 0 && Libc.inotify_add_watch(_fd, folder, Libc.IN_MOVED_TO) < 0)
        {
            _ = Libc.close(_fd);
            _fd = -1;
        }
    }

    /// <summary>Paths that were not given before, in order of their names.</summary>
    public IReadOnlyList<string> Take() => SomethingHappened() ? Look() : [];

    /// <summary>The file is removed: one that comes later under its name is another.</summary>
    public void Forget(string path) => _seen.Remove(path);

    public void Dispose()
    {
        if (_fd >= 0)
            _ = Libc.close(_fd);
    }

    private bool SomethingHappened()
    {
        if (_fd < 0)
        {
            var now = Stopwatch.GetTimestamp();
            if (now - _lastLook < BetweenLooks)
                return false;
            _lastLook = now;
            return true;
        }
        var events = stackalloc byte[4096];
        var happened = false;
        while (Libc.read(_fd, events, 4096) > 0)
            happened = true;
        return happened;
    }

    private List<string> Look()
    {
        List<string> found = [];
        foreach (var path in Directory.EnumerateFiles(_folder, "*" + SegmentHeader.Extension))
        {
            if (_seen.Add(path))
                found.Add(path);
        }
        found.Sort(string.CompareOrdinal);
        return found;
    }
}
