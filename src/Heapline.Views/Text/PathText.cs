namespace Heapline.Views;

/// <summary>Names of source files as a report shows them.</summary>
public static class PathText
{
    /// <summary>The file seen from the folder that the program ran in, where it lies in there; else as the interpreter names it.</summary>
    public static string Shown(string file, string workingDirectory)
    {
        ArgumentNullException.ThrowIfNull(file);
        var folder = (workingDirectory ?? "").TrimEnd('/') + "/";
        return Printable.Text(folder.Length > 1 && file.StartsWith(folder, StringComparison.Ordinal) ? file[folder.Length..] : file);
    }

    /// <summary>The last part of the file's name.</summary>
    public static string Last(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Printable.Text(file[(file.TrimEnd('/').LastIndexOf('/') + 1)..]);
    }
}
