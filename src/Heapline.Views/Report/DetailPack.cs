using System.Text;
using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>The block that is unpacked second: call stacks, what they did in every tick, the peaks, source texts.</summary>
internal static class DetailPack
{
    public static byte[] Pack(CallTree tree, ReportSites sites, IReadOnlyList<ReportTick> ticks, IEnumerable<string> withoutSource)
    {
        var capture = tree.Capture;
        var block = new PackedBlock();
        var peaks = block.Add("peak.sites");
        var (peakSite, peakBlocks, peakBytes) = (block.Add("peak.site"), block.Add("peak.blocks"), block.Add("peak.bytes"));
        foreach (var peak in capture.Peaks)
        {
            var live = peak.Blocks.Select(blocks => (Site: sites.NumberOf(blocks.Site), blocks)).Where(entry => entry.Site != ReportSites.None)
                .OrderBy(entry => entry.Site).ToList();
            peaks.Number(live.Count);
            int before = 0;
            foreach (var (site, blocks) in live)
            {
                peakSite.Signed(site - before);
                peakBlocks.Number(blocks.Count);
                peakBytes.Number(blocks.Bytes);
                before = site;
            }
        }

        var columns = new TickColumns(block, sites.Sites.Count);
        for (int number = 0; number < ticks.Count; number++)
            columns.Add(ticks[number], number);
        Sites(block, sites);
        var files = Nodes(block, tree);
        Files(block, capture, files, withoutSource.ToHashSet());
        OverviewPack.Texts(block.Json, "allocators", Enumerable.Range(0, (int)AllocatorKind.Arena + 1).Select(kind => AllocatorNames.NameOf((AllocatorKind)kind)));
        return block.Pack();
    }

    private static void Sites(PackedBlock block, ReportSites sites)
    {
        var (thread, node, allocator) = (block.Add("sites.thread"), block.Add("sites.node"), block.Add("sites.allocator"));
        int before = 0;
        foreach (var site in sites.Sites)
        {
            thread.Number(site.Thread);
            node.Signed(site.Node - before);
            allocator.Number((int)site.Allocator);
            before = site.Node;
        }
    }

    // Node 0 is the root and is not written.
    private static List<string> Nodes(PackedBlock block, CallTree tree)
    {
        var (parent, function, line) = (block.Add("nodes.parent"), block.Add("nodes.function"), block.Add("nodes.line"));
        var functions = new Dictionary<int, int>();
        int before = 0;
        for (int node = 1; node < tree.Nodes.Count; node++)
        {
            var (up, code, at) = tree.Nodes[node];
            functions.TryAdd(code, functions.Count);
            parent.Number(node - up);
            function.Signed(functions[code] - before);
            line.Number(at);
            before = functions[code];
        }

        var files = new Dictionary<string, int>();
        var (file, firstLine) = (block.Add("functions.file"), block.Add("functions.line"));
        var known = functions.Keys.Select(code => tree.Capture.Functions[code]).ToList();
        foreach (var made in known)
        {
            files.TryAdd(made.File, files.Count);
            file.Number(files[made.File]);
            firstLine.Number(made.FirstLine);
        }
        OverviewPack.Texts(block.Json, "functions", known.Select(made => made.Name));
        return [.. files.Keys];
    }

    private static void Files(PackedBlock block, CaptureData capture, List<string> files, HashSet<string> withoutSource)
    {
        OverviewPack.Texts(block.Json, "files", files);
        OverviewPack.Texts(block.Json, "shownFiles", files.Select(file => PathText.Shown(file, capture.Run.WorkingDirectory)));
        var (kinds, lengths, text) = (block.Add("files.kind"), block.Add("files.source"), block.Add("source"));
        foreach (var file in files)
        {
            kinds.Number((int)SourceKinds.Of(file, capture.Run.WorkingDirectory));
            var source = !withoutSource.Contains(file) && capture.Sources.TryGetValue(file, out var known) ? Encoding.UTF8.GetBytes(Shown(known)) : null;
            lengths.Number(source is null ? 0 : source.Length + 1);
            text.Bytes(source);
        }
    }

    private static string Shown(string source) => string.Join('\n', source.ReplaceLineEndings("\n").Split('\n').Select(Printable.SourceLine));
}
