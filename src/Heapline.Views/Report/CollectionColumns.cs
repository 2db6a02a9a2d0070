using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>Garbage collections, by columns, in order of their ends.</summary>
internal static class CollectionColumns
{
    public static void Write(PackedBlock block, CaptureData capture)
    {
        var (process, generation) = (block.Add("collections.process"), block.Add("collections.generation"));
        var (end, length) = (block.Add("collections.end"), block.Add("collections.length"));
        var (count, freed) = (block.Add("collections.count"), block.Add("collections.freed"));
        long before = 0;
        foreach (var some in capture.Collections.OrderBy(some => some.EndNs))
        {
            process.Number(some.Process);
            generation.Number(some.Generation);
            end.Signed(some.EndNs - before);
            length.Number(some.EndNs - some.StartNs);
            count.Number(some.Count);
            freed.Number(some.FreedObjects);
            before = some.EndNs;
        }
    }
}
