using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>What the functions on a timeline are called: as short as tells them apart.</summary>
public static class TimelineLabels
{
    /// <summary>A label for each of the functions, as the plots have them.</summary>
    public static IReadOnlyDictionary<FunctionId, string> Of(CaptureData capture, IEnumerable<FunctionId> functions)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var known = functions.Distinct().Where(id => id.Value >= 0 && id.Value < capture.Functions.Count).ToList();
        var labels = TimelineNames.ShortLabels(known.Select(id => capture.Functions[id.Value]));
        return known.ToDictionary(id => id, id => labels[capture.Functions[id.Value]]);
    }
}
