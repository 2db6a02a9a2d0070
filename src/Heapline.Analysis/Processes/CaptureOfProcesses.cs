using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>A capture of some of its processes alone, for every report to be made of.</summary>
public static class CaptureOfProcesses
{
    /// <summary>
    /// What the capture holds of the processes that <paramref name="wanted"/> names, in their order. Blocks that a fork has from a process that is left out count as
    /// asked for by the fork at its start, on the lines that asked for them.
    /// </summary>
    public static CaptureData Only(CaptureData capture, IReadOnlyCollection<int> wanted)
    {
        ArgumentNullException.ThrowIfNull(capture);
        ArgumentNullException.ThrowIfNull(wanted);
        return new Selection(capture, [.. wanted.Order()]).Make();
    }

    /// <summary>The processes of that id, or else whose name contains the text; empty for none.</summary>
    public static IReadOnlyList<int> Find(CaptureData capture, string text)
    {
        ArgumentNullException.ThrowIfNull(capture);
        ArgumentNullException.ThrowIfNull(text);
        bool isNumber = int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int pid);
        var byPid = isNumber ? capture.Processes.Where(process => process.Pid == pid).Select(process => process.Index).ToList() : [];
        return byPid.Count > 0
            ? byPid
            : [.. capture.Processes.Select(process => process.Index).Where(index => ProcessLabels.NameOf(capture, index).Contains(text, StringComparison.OrdinalIgnoreCase))];
    }

    private sealed class Selection
    {
        private readonly CaptureData _capture;
        private readonly int[] _wanted;
        private readonly int[] _newProcess;
        private readonly List<ThreadInfo> _threads = [];
        private readonly int[] _newThread;
        private readonly List<Site> _sites = [];
        private readonly int[] _newSite;
        private readonly Dictionary<(int Process, int Site), int> _adopted = [];
        private readonly InheritedHeap _inherited;

        public Selection(CaptureData capture, int[] wanted)
        {
            _capture = capture;
            _wanted = wanted;
            _inherited = new InheritedHeap(capture);
            _newProcess = [.. Enumerable.Range(0, capture.Processes.Count).Select(process => Array.IndexOf(wanted, process))];
            _newThread = new int[capture.Threads.Count];
            foreach (var thread in capture.Threads)
            {
                _newThread[thread.Index] = _newProcess[thread.Process] < 0 ? -1 : _threads.Count;
                if (_newThread[thread.Index] >= 0)
                    _threads.Add(thread with { Index = _threads.Count, Process = _newProcess[thread.Process] });
            }
            _newSite = new int[capture.Sites.Count];
            for (int site = 0; site < _newSite.Length; site++)
            {
                int thread = _newThread[capture.Sites[site].Thread];
                _newSite[site] = thread < 0 ? -1 : _sites.Count;
                if (thread >= 0)
                    _sites.Add(capture.Sites[site] with { Thread = thread });
            }
        }

        public CaptureData Make()
        {
            var ticks = new List<Tick>();
            var peaks = new List<Peak>();
            foreach (int process in _wanted)
                AddHeap(process, ticks, peaks);
            return _capture with
            {
                Processes = [.. _wanted.Select((process, index) => _capture.Processes[process] with { Index = index })],
                ProcessEnds = [.. _capture.ProcessEnds.Where(end => _newProcess[end.Process] >= 0).Select(end => end with { Process = _newProcess[end.Process] })],
                ProcessDetails = [.. _capture.ProcessDetails.Where(details => _newProcess[details.Process] >= 0).Select(Remapped)],
                ThreadDetails = [.. _capture.ThreadDetails.Where(details => _newThread[details.Thread] >= 0).Select(details => details with
                {
                    Thread = _newThread[details.Thread], Creator = details.Creator < 0 ? -1 : _newThread[details.Creator],
                })],
                Threads = _threads,
                Sites = _sites,
                Ticks = [.. ticks.OrderBy(tick => tick.Number)],
                Peaks = peaks,
                InheritedFrees = [],
                Samples = [.. _capture.Samples.Where(sample => _newProcess[sample.Process] >= 0).Select(sample => sample with { Process = _newProcess[sample.Process] })],
                ProportionalSamples = [.. _capture.ProportionalSamples.Where(sample => _newProcess[sample.Process] >= 0)
                    .Select(sample => sample with { Process = _newProcess[sample.Process] })],
                Collections = [.. _capture.Collections.Where(some => _newProcess[some.Process] >= 0).Select(some => some with { Process = _newProcess[some.Process] })],
                LineFigures = [.. _capture.LineFigures.Where(figures => _newProcess[figures.Process] >= 0)
                    .Select(figures => figures with { Process = _newProcess[figures.Process] })],
                Spans = [.. _capture.Spans.Where(span => _newThread[span.Thread] >= 0).Select(span => span with { Thread = _newThread[span.Thread] })],
                Phases = [.. _capture.Phases.Where(phase => _newThread[phase.Thread] >= 0).Select(phase => phase with { Thread = _newThread[phase.Thread] })],
                ProcessCosts = [.. _capture.ProcessCosts.Where(cost => _newProcess[cost.Process] >= 0).Select(cost => cost with { Process = _newProcess[cost.Process] })],
                Sampling = _capture.Sampling with { Weights = Weights() },
            };
        }

        private List<SiteWeight> Weights()
        {
            var adopted = _adopted.ToLookup(entry => entry.Key.Site, entry => entry.Value);
            return [.. _capture.Sampling.Weights.SelectMany(weight =>
                adopted[weight.Site.Value].Concat(IsLeftOut(weight.Site.Value) ? [] : [_newSite[weight.Site.Value]]).Select(site => weight with { Site = new SiteId(site) }))];
        }

        // What it inherits from outside stands in its ticks from now on.
        private ProcessDetails Remapped(ProcessDetails details) => details with
        {
            Process = _newProcess[details.Process], Parent = details.Parent < 0 ? -1 : _newProcess[details.Parent],
            ForkTick = -1, InheritedBytes = 0, InheritedBlocks = 0,
        };

        private void AddHeap(int process, List<Tick> ticks, List<Peak> peaks)
        {
            var held = _inherited.AtStart(process).Where(blocks => IsLeftOut(blocks.Key)).ToDictionary();
            var frees = _inherited.FreesOf(process).GroupBy(frees => frees.Tick)
                .ToDictionary(group => group.Key, group => group.SelectMany(frees => frees.Blocks).Where(blocks => IsLeftOut(blocks.Site.Value)).ToList());
            int forkTick = held.Count > 0 ? _inherited.ForkTickOf(process) : -1;
            int index = _newProcess[process];
            long left = held.Values.Sum(blocks => blocks.Bytes);
            if (left > 0)
            {
                long startNs = _capture.Processes[process].StartNs;
                ticks.Add(new Tick(index, forkTick, startNs, startNs, left, left, 0, [.. held.Select(blocks =>
                    new SiteChange(new SiteId(Adopted(process, blocks.Key)), blocks.Value.Count, blocks.Value.Bytes, 0, 0, 0))], []));
            }
            var own = _capture.Ticks.Where(tick => tick.Process == process).ToDictionary(tick => tick.Number);
            long heap = 0, arenas = 0, endNs = 0;
            foreach (int number in own.Keys.Union(frees.Keys).Order())
            {
                long before = left;
                List<LaterFree> later = [];
                foreach (var blocks in frees.GetValueOrDefault(number) ?? [])
                {
                    left -= blocks.Bytes;
                    later.Add(new LaterFree(new SiteId(Adopted(process, blocks.Site.Value)), forkTick, blocks.Count, blocks.Bytes, 0));
                }
                var tick = own.GetValueOrDefault(number) ?? new Tick(index, number, endNs, endNs, heap, heap, arenas, [], []);
                (heap, arenas, endNs) = (tick.HeapBytes, tick.ArenaBytes, tick.EndNs);
                ticks.Add(tick with
                {
                    Process = index,
                    HeapBytes = tick.HeapBytes + left,
                    HeapBytesHigh = tick.HeapBytesHigh + before,
                    // In a capture that was written over, a tick may name sites of another process.
                    Changes = [.. tick.Changes.Where(change => !IsLeftOut(change.Site.Value)).Select(change => change with { Site = new SiteId(_newSite[change.Site.Value]) })],
                    LaterFrees = [.. tick.LaterFrees.Where(free => !IsLeftOut(free.Site.Value)).Select(free => free with { Site = new SiteId(_newSite[free.Site.Value]) }), .. later],
                });
            }
            AddPeak(process, index, held.Count > 0, peaks);
        }

        private void AddPeak(int process, int index, bool hasInherited, List<Peak> peaks)
        {
            var peak = _capture.Peaks.FirstOrDefault(peak => peak.Process == process);
            if (peak is null && !hasInherited)
                return;
            peak ??= new Peak(process, _capture.Processes[process].StartNs, 0, []);
            var blocks = peak.Blocks.Where(live => !IsLeftOut(live.Site.Value)).Select(live => live with { Site = new SiteId(_newSite[live.Site.Value]) }).ToList();
            if (hasInherited)
            {
                int tick = _capture.Ticks.Where(tick => tick.Process == process && tick.StartNs <= peak.TimeNs).Select(tick => tick.Number).DefaultIfEmpty(0).Max();
                blocks.AddRange(_inherited.HeldAt(process, tick - 1).Where(held => IsLeftOut(held.Key))
                    .Select(held => new LiveBlocks(new SiteId(Adopted(process, held.Key)), held.Value.Count, held.Value.Bytes)));
            }
            peaks.Add(new Peak(index, peak.TimeNs, blocks.Sum(live => live.Bytes), blocks));
        }

        private bool IsLeftOut(int site) => _newSite[site] < 0;

        // The site that stands for one of a parent's in the fork: of its first thread.
        private int Adopted(int process, int site)
        {
            if (_adopted.TryGetValue((process, site), out int known))
                return known;
            int index = _newProcess[process];
            int thread = _threads.FindIndex(thread => thread.Process == index);
            if (thread < 0)
            {
                thread = _threads.Count;
                _threads.Add(new ThreadInfo(thread, index, _capture.Processes[process].Pid, ""));
            }
            _sites.Add(_capture.Sites[site] with { Thread = thread });
            _adopted.Add((process, site), _sites.Count - 1);
            return _sites.Count - 1;
        }
    }
}
