namespace Heapline.EndToEnd.Tests;

/// <summary>A folder of its own for one run; removed afterwards.</summary>
internal sealed class Workplace : IDisposable
{
    public Workplace() => Folder = Directory.CreateTempSubdirectory("heapline-test-").FullName;

    public string Folder { get; }

    public string File(string name) => Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
