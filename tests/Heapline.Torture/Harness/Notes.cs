using System.Collections.Concurrent;

namespace Heapline.Torture;

/// <summary>Figures that rounds take down, by what they are of.</summary>
internal sealed class Notes
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<double>> _values = new();

    public void Add(string what, double value) => _values.GetOrAdd(what, _ => []).Add(value);

    /// <summary>One line for each: median, least and most.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var (what, bag) in _values.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var values = bag.Order().ToList();
            yield return $"  {what}: median {values[values.Count / 2]:N1}, from {values[0]:N1} to {values[^1]:N1} ({values.Count} rounds)";
        }
    }
}
