using System.Runtime.InteropServices;

namespace Heapline.Views.Plot.Native;

/// <summary>The functions of cairo that make a PNG of a picture.</summary>
internal static partial class Cairo
{
    private const string Library = "libcairo.so.2";

    /// <summary>CAIRO_FORMAT_ARGB32</summary>
    public const int Argb32 = 0;

    [LibraryImport(Library, EntryPoint = "cairo_image_surface_create")]
    public static partial nint ImageSurface(int format, int width, int height);

    [LibraryImport(Library, EntryPoint = "cairo_create")]
    public static partial nint Create(nint surface);

    [LibraryImport(Library, EntryPoint = "cairo_status")]
    public static partial int Status(nint cairo);

    [LibraryImport(Library, EntryPoint = "cairo_surface_write_to_png_stream")]
    public static unsafe partial int WriteToPng(nint surface, delegate* unmanaged<nint, byte*, uint, int> write, nint to);

    [LibraryImport(Library, EntryPoint = "cairo_status_to_string")]
    public static partial nint StatusText(int status);

    [LibraryImport(Library, EntryPoint = "cairo_destroy")]
    public static partial void Destroy(nint cairo);

    [LibraryImport(Library, EntryPoint = "cairo_surface_destroy")]
    public static partial void DestroySurface(nint surface);
}
