namespace Heapline.Views.Plot;

/// <summary>The unit of a time axis: long runs are read in minutes or hours.</summary>
/// <param name="Name">In words, plural.</param>
/// <param name="Symbol">Abbreviated.</param>
/// <param name="Seconds">Its length in seconds.</param>
internal sealed record TimeUnit(string Name, string Symbol, double Seconds)
{
    /// <summary>The unit for an axis that ends at the given second: milliseconds up to a tenth of a second, seconds up to ten minutes, minutes up to three hours, hours beyond.</summary>
    public static TimeUnit For(double endSeconds) => endSeconds switch
    {
        <= 0.1 => new("milliseconds", "ms", 0.001),
        <= 600 => new("seconds", "s", 1),
        <= 3 * 3600 => new("minutes", "min", 60),
        _ => new("hours", "h", 3600),
    };
}
