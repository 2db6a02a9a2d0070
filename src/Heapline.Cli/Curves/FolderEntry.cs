namespace Heapline.Cli.Curves;

/// <summary>A capture of either kind in a folder, as <c>mprof list</c> numbers it.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Start">Start of the run, in local time; what orders the list.</param>
/// <param name="Stamp">The 14 characters of the start: year, month, day, hour, minute, second.</param>
internal sealed record FolderEntry(string Name, DateTime Start, string Stamp)
{
    /// <summary>The line of the list, as the original writes it: <c>0 mprofile_20261122083626.dat 08:36:26 22/11/2026</c>.</summary>
    public string Line(int number) =>
        FormattableString.Invariant($"{number} {Name} {Stamp[8..10]}:{Stamp[10..12]}:{Stamp[12..14]} {Stamp[6..8]}/{Stamp[4..6]}/{Stamp[..4]}");
}
