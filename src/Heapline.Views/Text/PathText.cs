namespace Heapline.Views;

/// <summary>Names of source files as a report shows them.</summary>
public static class PathText
{
    // What a path is known by, and where in it the part begins that tells modules apart.
    private static readonly (string Mark, int From)[] s_libraries =
        [("/site-packages/", 0), ("/dist-packages/", 0), ("/lib/python", "/lib".Length)];

    /// <summary>
    /// The file seen from the folder that the program ran in, where it lies in there; one of an installed Python from there on
    /// (<c>…/python3.12/json/decoder.py</c>, <c>…/site-packages/numpy/core.py</c>); else as the interpreter names it.
    /// </summary>
    public static string Shown(string file, string workingDirectory)
    {
        ArgumentNullException.ThrowIfNull(file);
        var folder = (workingDirectory ?? "").TrimEnd('/') + "/";
        if (folder.Length > 1 && file.StartsWith(folder, StringComparison.Ordinal))
            return Printable.Text(file[folder.Length..]);
        foreach (var (mark, from) in s_libraries)
            if (file.LastIndexOf(mark, StringComparison.Ordinal) is > 0 and var at)
                return Printable.Text($"…{file[(at + from)..]}");
        return Printable.Text(file);
    }

    /// <summary>The last part of the file's name; of a package's <c>__init__.py</c>, which every package has, the last two.</summary>
    public static string Last(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        int slash = file.TrimEnd('/').LastIndexOf('/');
        if (slash > 0 && file.AsSpan(slash + 1) is "__init__.py" or "__main__.py")
            slash = file.LastIndexOf('/', slash - 1);
        return Printable.Text(file[(slash + 1)..]);
    }
}
