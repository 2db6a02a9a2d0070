using System.Text;
using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>The block that is unpacked second: call stacks, what they did in every tick, the peaks, source texts.</summary>
internal static class DetailPack
{
    public static byte[] Pack(ReportData data)
    {
        var block = new PackedBlock();
        Peaks(block, data.Peaks);
        var columns = new TickColumns(block, data.Sites.Count);
        for (int number = 0; number < data.Ticks.Count; number++)
            columns.Add(data.Ticks[number], number);
        var nodes = Nodes(block, data);
        Sites(block, data.Sites, nodes);
        if (data.Capture.Sampling.IsEstimated)
        {
            var weights = block.Add("sites.weight");
            foreach (var site in data.Sites)
                weights.Number(site.Samples.Weight);
        }
        LineReportPack.Write(block.Json, data.Capture);
        OverviewPack.Texts(block.Json, "allocators", Enumerable.Range(0, (int)AllocatorKind.Arena + 1).Select(kind => AllocatorNames.NameOf((AllocatorKind)kind)));
        return block.Pack();
    }

    private static void Peaks(PackedBlock block, IReadOnlyList<IReadOnlyList<ReportLive>> peaks)
    {
        var sites = block.Add("peak.sites");
        var (site, blocks, bytes) = (block.Add("peak.site"), block.Add("peak.blocks"), block.Add("peak.bytes"));
        foreach (var peak in peaks)
        {
            sites.Number(peak.Count);
            int before = 0;
            foreach (var live in peak)
            {
                site.Number(live.Site - before);
                blocks.Number(live.Count);
                bytes.Number(live.Bytes);
                before = live.Site;
            }
        }
    }

    private static void Sites(PackedBlock block, IReadOnlyList<ReportSite> sites, int[] nodes)
    {
        var (thread, node, allocator) = (block.Add("sites.thread"), block.Add("sites.node"), block.Add("sites.allocator"));
        int before = 0;
        foreach (var site in sites)
        {
            thread.Number(site.Thread);
            node.Signed(nodes[site.Node] - before);
            allocator.Number((int)site.Allocator);
            before = nodes[site.Node];
        }
    }

    // Those that a site is at or below, numbered anew; node 0 is the root and is not written. Returns the number of each.
    private static int[] Nodes(PackedBlock block, ReportData data)
    {
        var tree = data.Tree;
        var numbers = new int[tree.Nodes.Count];
        foreach (var site in data.Sites)
            for (int node = site.Node; node > 0 && numbers[node] == 0; node = tree.Nodes[node].Parent)
                numbers[node] = -1;
        var (parent, function, line) = (block.Add("nodes.parent"), block.Add("nodes.function"), block.Add("nodes.line"));
        var functions = new Dictionary<int, int>();
        int before = 0, written = 0;
        for (int node = 1; node < numbers.Length; node++)
        {
            if (numbers[node] == 0)
                continue;
            var (up, code, at) = tree.Nodes[node];
            numbers[node] = ++written;
            functions.TryAdd(code, functions.Count);
            parent.Number(written - numbers[up]);
            function.Signed(functions[code] - before);
            line.Number(at);
            before = functions[code];
        }
        Functions(block, data, functions.Keys.Select(code => data.Capture.Functions[code]).ToList());
        return numbers;
    }

    private static void Functions(PackedBlock block, ReportData data, List<Function> functions)
    {
        var files = new Dictionary<string, int>();
        var (file, firstLine) = (block.Add("functions.file"), block.Add("functions.line"));
        foreach (var function in functions)
        {
            files.TryAdd(function.File, files.Count);
            file.Number(files[function.File]);
            firstLine.Number(function.FirstLine);
        }
        OverviewPack.Texts(block.Json, "functions", functions.Select(function => function.Name));

        var folder = data.Capture.Run.WorkingDirectory;
        OverviewPack.Texts(block.Json, "files", files.Keys);
        OverviewPack.Texts(block.Json, "shownFiles", files.Keys.Select(name => PathText.Shown(name, folder)));
        var (kinds, lengths, text) = (block.Add("files.kind"), block.Add("files.source"), block.Add("source"));
        foreach (var name in files.Keys)
        {
            kinds.Number((int)SourceKinds.Of(name, folder));
            var source = !data.WithoutSource.Contains(name) && data.Capture.Sources.TryGetValue(name, out var known) ? Encoding.UTF8.GetBytes(Shown(known)) : null;
            lengths.Number(source is null ? 0 : source.Length + 1);
            text.Bytes(source);
        }
    }

    private static string Shown(string source) => string.Join('\n', source.ReplaceLineEndings("\n").Split('\n').Select(Printable.SourceLine));
}
